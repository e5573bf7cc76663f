/** A piece of markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

type Value = Html | string | number | false | null | undefined | readonly Value[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Declares markup safe. Only for markup made by this builder, by Redoc or from our own Markdown. */
export const raw = (markup: string): Html => ({ markup });

const show = (value: Value): string => {
  if (value === false || value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  if ('markup' in value) return value.markup;
  return value.map(show).join('');
};

/**
 * Template tag: everything put in is escaped, unless it is `Html` itself.
 *
 * @example html`<p>${'a < b'}</p>`.markup // '<p>a &lt; b</p>'
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return raw(strings.reduce((markup, string, index) => markup + show(values[index - 1]) + string));
}
