import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identity } from '../../guichet.config.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import type { Reference } from './edition.ts';
import { type Html, html, raw } from './html.ts';
import { markdown } from './markdown.ts';
import { problemFacts, problemTypesOf } from './problems.ts';
import { operationAnchor } from './reference/endpoint.ts';

/** A page of prose, `spec/guides/<slug>.md`. */
export interface Guide {
  slug: string;
  title: string;
  description: string;
  order: number;
  /** Who reads it: `public` stands in every edition. */
  audience: 'public' | 'internal';
  body: string;
}

export const guidesFolder = fileURLToPath(new URL('../../spec/guides', import.meta.url));

/**
 * Reads the front matter (`title`, `description`, `order`, and `audience` when it is `internal`) and the text of a guide.
 *
 * @throws Error when the front matter is missing or incomplete.
 */
export function parseGuide(slug: string, source: string): Guide {
  const [, matter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(source) ?? [];
  const fields = new Map(
    (matter ?? '')
      .split('\n')
      .map((line) => /^(\w+):\s*(.*)$/.exec(line)?.slice(1, 3) as [string, string])
      .filter(Boolean),
  );
  const text = (name: string) => fields.get(name)?.replace(/^(['"])(.*)\1$/, '$2');
  const title = text('title');
  const description = text('description');
  const order = Number(fields.get('order'));
  if (!title || !description || !Number.isFinite(order) || !fields.has('order')) {
    throw new Error(
      `The guide ${slug}.md must start with \`---\`, then title, description and order (a number), then \`---\`.`,
    );
  }
  return {
    slug,
    title,
    description,
    order,
    audience: fields.get('audience') === 'internal' ? 'internal' : 'public',
    body: body ?? '',
  };
}

/** The guides for an audience, in their order, under the kit's identity. */
export async function readGuides(audience: Guide['audience'], folder = guidesFolder): Promise<Guide[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md'));
  const guides = await Promise.all(
    files.map(async (file) => {
      const text = renameIdentity(await readFile(join(folder, file), 'utf8'), identity);
      return parseGuide(file.slice(0, -'.md'.length), text);
    }),
  );
  return guides
    .filter((guide) => audience === 'internal' || guide.audience === 'public')
    .toSorted((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

/**
 * Where a link of a guide leads: `operation:<id>` to the operation, `other.md#part` to that guide.
 *
 * @throws Error when the operation or the guide is not there.
 */
function guideLink(href: string, guide: Guide, guides: readonly Guide[], references: readonly Reference[]): string {
  if (href.startsWith('operation:')) {
    const id = href.slice('operation:'.length);
    const reference = references.find(({ endpoints }) => endpoints.has(id));
    if (!reference)
      throw new Error(`The guide ${guide.slug}.md links to the operation ${id}, which this edition does not have.`);
    return `${reference.slug}.html#${operationAnchor(id)}`;
  }
  const [, slug, hash = ''] = /^([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  if (slug === undefined) return href;
  if (!guides.some((other) => other.slug === slug))
    throw new Error(`The guide ${guide.slug}.md links to ${slug}.md, which is not there.`);
  return `${slug}.html${hash}`;
}

/**
 * A guide as the content of its page.
 *
 * A heading that is the name of a problem type of the contract gets that type's facts below it.
 */
export function guidePage(guide: Guide, guides: readonly Guide[], references: readonly Reference[]): Html {
  const problems = new Map(problemTypesOf(references).map((problem) => [problem.slug, problem]));
  const body = markdown(guide.body, {
    anchors: true,
    link: (href) => guideLink(href, guide, guides, references),
    below(anchor) {
      const problem = problems.get(anchor);
      return problem && problemFacts(problem);
    },
  });
  const next = guides[guides.indexOf(guide) + 1];
  return html`<article class="guide">
    <h1>${guide.title}</h1>
    <p class="lead">${guide.description}</p>
    ${raw(body.markup)} ${next && html`<p class="next">Next: <a href="${next.slug}.html">${next.title}</a></p>`}
  </article>`;
}
