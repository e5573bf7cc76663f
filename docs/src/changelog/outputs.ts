import { type Html, html, raw } from '../html.ts';
import { outputWords } from '../outputs/words.ts';
import { operationAnchor } from '../reference/endpoint.ts';
import type { Reference } from '../edition.ts';
import { type Page, type Site, rootFrom } from '../site.ts';
import { foreignLine } from '../foreign.ts';
import { formerAnchors } from './former.ts';
import { changelogMarkdown } from './markdown.ts';
import { changelogPage } from './page.ts';
import { redirectPages } from './redirects.ts';
import { type Version, versionsOf } from './versions.ts';
import { changelogWords } from './words.ts';

const known = new WeakMap<Site, Version[]>();

/** Worked out once: the page and its Markdown say the same. */
function versions(site: Site): Version[] {
  const today = new Map(site.references.map(({ slug, document }) => [slug, document]));
  const all = known.get(site) ?? versionsOf(site.releases ?? [], today);
  known.set(site, all);
  return all;
}

/** The changelog, where the edition has releases to compare with. */
export function changelogPages(site: Site): Page[] {
  if (!site.releases) return [];
  const { lead } = changelogWords[site.language];
  const content = changelogPage(versions(site), site);
  return [{ file: 'changelog.html', title: site.words.changelog, description: lead, content }];
}

/** The changelog as Markdown, and a page under each former name of a guide. */
export function* releaseFiles(site: Site): Iterable<readonly [file: string, text: string]> {
  if (site.releases) yield ['changelog.md', changelogMarkdown(versions(site), site)];
  yield* redirectPages(site.guides, {
    language: site.language,
    assets: `${rootFrom('index.html', site.language)}assets`,
    moved: outputWords[site.language].moved,
  });
}

/** A reference whose earlier links still lead to their operations, or to what became of them. */
export function withFormerAnchors(content: Html, reference: Reference, { releases = [], language }: Site): Html {
  const { anchors, gone } = formerAnchors(reference, releases);
  const words = changelogWords[language];
  const markup = [...anchors].reduce((text, [id, former]) => {
    const article = `<article class="operation" id="${operationAnchor(id)}"`;
    return text.replace(article, () => former.map((anchor) => `<a id="${anchor}"></a>`).join('') + article);
  }, content.markup);
  if (gone.length === 0) return raw(markup);
  const notes = gone.map(
    ({ operationId, title, version, anchors: [own = '', ...tags] }) =>
      html`<li id="${own}">
        ${tags.map((tag) => html`<a id="${tag}"></a>`)}${foreignLine(title)} <code>${operationId}</code>.
        ${words.goneIn(version)} <a href="changelog.html#${operationAnchor(operationId)}">${words.seeChangelog}</a>.
      </li>`,
  );
  return html`${raw(markup)}
    <section class="gone" aria-labelledby="gone">
      <h2 id="gone">${words.gone}</h2>
      <ul>
        ${notes}
      </ul>
    </section>`;
}
