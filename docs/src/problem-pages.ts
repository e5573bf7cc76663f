import * as cheerio from 'cheerio';
import { html, raw } from './html.ts';
import { type ProblemType, problemFacts } from './problems.ts';
import { type Page, type Site, upFrom } from './site.ts';
import type { Language } from './words/index.ts';

/** Where a link of a guide leads when it stands on a page in another folder. */
const moved = (href: string, guide: string, up: string): string =>
  /^[a-z]+:/i.test(href) ? href : href.startsWith('#') ? `${up}${guide}${href}` : `${up}${href}`;

/** The first paragraph below the heading of a problem type, and the guide that it stands in. */
function explanation(slug: string, guides: readonly Page[], up: string) {
  for (const guide of guides) {
    if (!guide.content.markup.includes(` id="${slug}"`)) continue;
    const $ = cheerio.load(guide.content.markup, null, false);
    const paragraph = $(`[id="${slug}"]`).nextUntil('h1, h2, h3, h4').filter('p:not(.problem)').first();
    if (paragraph.length === 0) continue;
    for (const link of paragraph.find('a[href]').toArray()) {
      $(link).attr('href', moved($(link).attr('href') ?? '', guide.file, up));
    }
    return {
      guide,
      text: raw(paragraph.html() ?? ''),
      plain: paragraph.text().replace(/\s+/g, ' ').trim(),
      // A guide that is not translated.
      lang: paragraph.closest('[lang]').attr('lang') as Language | undefined,
    };
  }
  throw new Error(
    `No guide explains the problem type ${slug}. Add the heading ### \`${slug}\` to the guide on errors, and a paragraph below it, in each language.`,
  );
}

/**
 * A page for each problem type, at the last part of its URI: docs that are published at the host of these URIs answer each of
 * them.
 *
 * @param guides rendered; one of them explains the type
 * @throws Error when a type is explained in no guide
 */
export function problemPages(types: readonly ProblemType[], guides: readonly Page[], site: Site): Page[] {
  return types.map((type) => {
    const file = `problems/${type.slug}/index.html`;
    const up = upFrom(file);
    const { guide, text, plain, lang } = explanation(type.slug, guides, up);
    return {
      file,
      title: type.slug,
      description: plain,
      canonical: type.uri,
      lang,
      unlisted: true,
      content: html`<article class="guide">
        <h1>${type.slug}</h1>
        ${problemFacts({ ...type, example: undefined }, site)}
        <p>${text}</p>
        <p class="next">${site.words.problem.more} <a href="${up}${guide.file}#${type.slug}">${guide.title}</a></p>
      </article>`,
    };
  });
}
