import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as cheerio from 'cheerio';

interface Element {
  name: string;
  attribs: Record<string, string>;
  children: (Element & { data?: string })[];
}

/** What of an attribute may differ without another markup. */
const free = new Set(['id', 'lang', 'href', 'value', 'for', 'content', 'src', 'datetime', 'title']);
const told = new Set(['role', 'type', 'scope', 'tabindex', 'aria-hidden', 'aria-current', 'aria-selected']);

function markOf({ name, attribs }: Element, hasText: boolean): string {
  const classes = (attribs['class'] ?? '').split(/\s+/).filter(Boolean).toSorted();
  const attributes = Object.entries(attribs)
    .filter(([attribute]) => attribute !== 'class' && !free.has(attribute) && !attribute.startsWith('data-'))
    .map(([attribute, value]) => `[${attribute}${told.has(attribute) ? `=${value}` : ''}]`);
  return [name, ...classes.map((one) => `.${one}`), ...attributes.toSorted(), hasText ? '' : ':empty'].join('');
}

/**
 * The kinds of elements that a page has: tag, classes, attributes, whether there is a text, the element around, and all
 * around that have classes or a role. Two elements of a kind have the same markup, the same rules of style and, for
 * axe, the same faults.
 */
export function kindsOf(markup: string): Set<string> {
  const kinds = new Set<string>();
  const visit = (element: Element, around: string, parent: string): boolean => {
    const texts = element.children.map((child) => child.data !== undefined && child.data.trim() !== '');
    // What is within is known only after the visit; what is around needs the mark without it.
    const own = markOf(element, true);
    const isSet = /[.[]/.test(own);
    const within = element.children
      .filter(({ attribs }) => attribs !== undefined)
      .map((child) => visit(child, isSet ? `${around} ${own}` : around, own));
    const hasText = [...texts, ...within].some(Boolean);
    kinds.add(`${around} (${parent}) ${markOf(element, hasText)}`);
    return hasText;
  };
  visit(cheerio.load(markup)('body')[0] as unknown as Element, '', '');
  return kinds;
}

export interface BuiltPage {
  edition: 'public' | 'internal';
  file: string;
  kinds: ReadonlySet<string>;
}

/** Every page of both editions but those that only lead on. */
export async function builtPages(out: string): Promise<BuiltPage[]> {
  const pages = await Promise.all(
    (['public', 'internal'] as const).map(async (edition) => {
      const files = (await readdir(join(out, edition), { recursive: true })).filter((file) => file.endsWith('.html'));
      const texts = await Promise.all(
        files.map(async (file) => [file, await readFile(join(out, edition, file), 'utf8')] as const),
      );
      return texts
        .filter(([, text]) => !text.includes('http-equiv="refresh"'))
        .map(([file, text]) => ({ edition, file, kinds: kindsOf(text) }));
    }),
  );
  return pages.flat();
}

/** As few pages as show every kind of all of them, and one at least for each edition and language. */
export function pagesThatShowAll(pages: readonly BuiltPage[]): BuiltPage[] {
  const seen = new Set<string>();
  const chosen = new Set<BuiltPage>();
  for (const page of pages.toSorted((one, other) => other.kinds.size - one.kinds.size)) {
    const before = seen.size;
    for (const kind of page.kinds) seen.add(kind);
    if (seen.size > before) chosen.add(page);
  }
  for (const edition of ['public', 'internal']) {
    for (const isFrench of [true, false]) {
      const isOf = (page: BuiltPage) => page.edition === edition && page.file.startsWith('fr/') === isFrench;
      const [first] = pages.filter(isOf).toSorted((one, other) => one.kinds.size - other.kinds.size);
      if (first && ![...chosen].some(isOf)) chosen.add(first);
    }
  }
  return [...chosen];
}
