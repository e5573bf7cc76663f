import * as cheerio from 'cheerio';
import type { Element } from 'domhandler';
import type { Page, Site } from '../site.ts';
import type { Entry } from './engine.ts';

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A part of a page that can be linked to begins here. */
const heading = ':is(h2, h3, h4)[id]';

/** Text of a piece of markup: blocks do not run together. */
export function textOf(markup: string): string {
  return squeeze(
    cheerio.load(markup.replace(/<\/?(?:p|li|t[dhr]|div|pre|h\d|d[dt]|br|summary|figcaption)\b/g, ' $&')).text(),
  );
}

/** The page itself, and its parts: each reaches from a heading with an anchor to the next one. */
export function pageEntries(page: Page, { words }: Site, problems: ReadonlySet<string>): Omit<Entry, 'id'>[] {
  const isGlossary = page.file === 'glossary.html';
  const base = { ...(page.lang !== undefined && { lang: page.lang }), address: '', names: '', code: '' };
  const own = { ...base, url: page.file, kind: 'guide' as const, title: page.title, where: words.guides };
  // All that stands on the overview stands elsewhere, too.
  if (page.file === 'index.html') return [{ ...own, title: words.overview, where: '', text: page.description }];
  const $ = cheerio.load(page.content.markup, null, false);
  const below = (element: Element) => {
    const nodes = $(element).nextUntil(heading);
    const code = nodes.find('pre').remove();
    nodes.find('details.example').remove();
    // The title and the status of a problem type.
    const names = squeeze(nodes.filter('.problem').text());
    const markup = nodes
      .not('.problem')
      .toArray()
      .map((node) => $.html(node));
    return { text: textOf(markup.join(' ')), code: squeeze(code.text()), names };
  };
  const [first] = $('h1').toArray();
  const parents: string[] = [];
  const parts = $(heading)
    .toArray()
    .map((element) => {
      const level = Number(element.name.slice(1)) - 2;
      const title = squeeze($(element).text());
      const where = [page.title, ...parents.slice(0, level).filter(Boolean)].join(' › ');
      parents.splice(level, Infinity, title);
      const id = $(element).attr('id') ?? '';
      const kind = problems.has(id) ? 'problem' : isGlossary && level > 0 ? 'term' : 'guide';
      return { ...base, url: `${page.file}#${id}`, kind, title, where, ...below(element) } as const;
    });
  return [{ ...own, ...(first ? below(first) : { text: page.description }) }, ...parts];
}
