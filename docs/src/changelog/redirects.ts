import type { Guide } from '../guides.ts';
import { html } from '../html.ts';

/** Goes on with the anchor that one came with, which a refresh would lose. */
export const redirectScript = `location.replace(document.querySelector('link[rel=canonical]').href + location.hash);\n`;

/**
 * Pages under the former names of guides: they send on to the guide, with a script or without.
 *
 * @param assets where the scripts are, from the page
 * @param moved sentence before the link
 * @throws Error when a page has the name today.
 */
export function redirectPages(
  guides: readonly Guide[],
  { language, assets, moved }: { language: string; assets: string; moved: string },
): Map<string, string> {
  const pages = new Map<string, string>();
  for (const { slug, title, formerly } of guides) {
    for (const old of formerly) {
      if (guides.some((guide) => guide.slug === old) || pages.has(`${old}.html`)) {
        throw new Error(`The guide ${slug}.md says it was ${old}, which is the name of another page: remove it.`);
      }
      const page = html`<!doctype html>
        <html lang="${language}">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>${title}</title>
            <link rel="canonical" href="${slug}.html" />
            <meta name="robots" content="noindex" />
            <script src="${assets}/redirect.js"></script>
            <noscript><meta http-equiv="refresh" content="0; url=${slug}.html" /></noscript>
          </head>
          <body>
            <p>${moved} <a href="${slug}.html">${title}</a></p>
          </body>
        </html> `;
      pages.set(`${old}.html`, page.markup);
    }
  }
  return pages;
}
