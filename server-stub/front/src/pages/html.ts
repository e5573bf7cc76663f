/** Markup that is safe to put into a page: made by the `html` tag only. */
export class Html {
  readonly markup: string;

  /** @param markup - not escaped any more: only constants of ours belong here */
  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

type Value = string | number | Html | undefined | false | readonly Html[];

/**
 * Markup with values put in. Texts are escaped, for element content and quoted attributes alike; undefined and false
 * are nothing, so that a part can be left out by `condition && html...`.
 *
 * @example
 * html`<p title="${name}">${isNew && html`<b>New</b>`} ${name}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const [first = '', ...rest] = parts;
  return new Html(first + rest.map((part, index) => markupOf(values[index]) + part).join(''));
}

function markupOf(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  return typeof value === 'object' ? value.map(markupOf).join('') : escape(String(value));
}

const escape = (text: string) => text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
