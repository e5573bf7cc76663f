/** Links that were published must lead somewhere for good. */

const isPage = (file: string): boolean => file.endsWith('.html');

const idsIn = (markup: string, elements: string): string[] =>
  [...markup.matchAll(new RegExp(`<(?:${elements})\\b[^>]*?\\sid="([^"]+)"`, 'g'))].map(([, id]) => id ?? '');

/** Operations and tags of a reference, headings of other pages with the anchors that they had. */
function lastingAnchors(file: string, markup: string): string[] {
  if (file === 'index.html') return [];
  const operations = idsIn(markup, 'article|section|a').filter((id) => /^(?:operation|tag)\//.test(id));
  if (operations.length > 0) return operations;
  const [, main = ''] = /<main\b[^>]*>(.*)<\/main>/s.exec(markup) ?? [];
  return idsIn(main, 'h[2-6]|a').filter((id) => id !== 'next');
}

/**
 * Every page of an edition and its lasting anchors, sorted: what `links.txt` of a release holds.
 *
 * @param files of the edition in one language, by their paths there
 */
export const linksOf = (files: ReadonlyMap<string, string>): string[] =>
  [...files]
    .filter(([file]) => isPage(file))
    .flatMap(([file, markup]) => [file, ...lastingAnchors(file, markup).map((id) => `${file}#${id}`)])
    .toSorted();

/** Where a page sends its readers on to, when it is one of those. */
const onward = (markup: string): string | undefined =>
  markup.includes('http-equiv="refresh"') ? /<link rel="canonical" href="([^"]+)"/.exec(markup)?.[1] : undefined;

/** Which of the links lead nowhere among the files, once pages that moved have sent on. */
export function deadLinks(links: readonly string[], files: ReadonlyMap<string, string>): string[] {
  const ids = new Map<string, Set<string>>();
  const isThere = (file: string, anchor: string | undefined): boolean => {
    const markup = files.get(file);
    if (markup === undefined) return false;
    const target = onward(markup);
    if (target !== undefined) return isThere(target, anchor);
    if (anchor === undefined) return true;
    if (!ids.has(file)) ids.set(file, new Set([...markup.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '')));
    return ids.get(file)?.has(anchor) ?? false;
  };
  return links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    return !isThere(file, anchor);
  });
}

/**
 * Holds an edition to the links of its releases.
 *
 * @throws Error that names each link that leads nowhere, and the ways to keep one.
 */
export function refuseDeadLinks(
  releases: readonly { version: string; links: readonly string[] }[],
  files: ReadonlyMap<string, string>,
  language: string,
): void {
  const dead = releases.flatMap(({ version, links }) =>
    deadLinks(links, files).map((link) => `  ${link} (${language}, published in ${version})`),
  );
  if (dead.length === 0) return;
  throw new Error(
    `These published links lead nowhere today:\n${dead.join('\n')}\n` +
      'A guide that was renamed keeps its old name in its front matter (`formerly: [old-name]`), a heading its old anchor ' +
      'behind the new one (`## Words {#new #old}`). Operations keep theirs by themselves.',
  );
}

/**
 * Holds guides to the files that exist: every link to another place of the edition.
 *
 * @param contents markup by the page that it stands on
 * @throws Error that names each link that leads nowhere, and its page.
 */
export function refuseBrokenLinks(
  contents: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, string>,
  language: string,
): void {
  const broken = [...contents].flatMap(([page, markup]) => {
    const targets = [...new Set([...markup.matchAll(/<a\b[^>]*?\shref="([^":]*)"/g)].map(([, href]) => href ?? ''))];
    return targets
      .map((href) => ({ href, url: new URL(href, `docs:///${page}`) }))
      .filter(({ url: { pathname, hash } }) => {
        const path = decodeURIComponent(pathname.slice(1)).replace(/(^|\/)$/, '$1index.html');
        return deadLinks([path + decodeURIComponent(hash)], files).length > 0;
      })
      .map(({ href }) => `  ${href} on ${page} (${language})`);
  });
  if (broken.length === 0) return;
  throw new Error(`These links of guides lead nowhere. Correct them:\n${broken.join('\n')}`);
}
