import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { identity } from '../../guichet.config.ts';
import { renameIdentity } from '../../spec/plugins/identity.js';
import type { Reference } from './edition.ts';
import { foreignLine } from './foreign.ts';
import { type Html, html, raw } from './html.ts';
import { markdown } from './markdown.ts';
import { problemFacts, problemTypesOf } from './problems.ts';
import { operationAnchor } from './reference/endpoint.ts';
import type { Site } from './site.ts';
import { type Language, sourceLanguage } from './words/index.ts';

/** A page of prose, `spec/guides/<language>/<slug>.md`. */
export interface Guide {
  slug: string;
  /** What it is written in: the source language where there is no translation. */
  language: Language;
  title: string;
  description: string;
  order: number;
  group: GuideGroup;
  /** Names that the page had before: links to them still lead here. */
  formerly: readonly string[];
  /** Who reads it: `public` stands in every edition. */
  audience: 'public' | 'internal';
  body: string;
}

/** Holds a folder for each language. */
export const guidesFolder = fileURLToPath(new URL('../../spec/guides', import.meta.url));

/** The parts of the menu that guides stand in, in their order; `about` is the foot of every page. */
export const guideGroups = ['start', 'access', 'use', 'journeys', 'more', 'about'] as const;

export type GuideGroup = (typeof guideGroups)[number];

function frontMatter(slug: string, source: string): Record<string, unknown> {
  try {
    return (parse(source) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new Error(
      `The front matter of the guide ${slug}.md is not YAML; a text with a colon needs quotes. ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Reads the front matter (`title`, `description`, `group`, `order`, `audience` when it is `internal`, and `formerly`:
 * the names that the file had before) and the text of a guide.
 *
 * @throws Error when the front matter is missing or incomplete.
 */
export function parseGuide(slug: string, source: string, language: Language = sourceLanguage): Guide {
  const [, matter, body] = /^---\n(.*?)\n---\n(.*)$/s.exec(source.replaceAll('\r\n', '\n')) ?? [];
  const fields = frontMatter(slug, matter ?? '');
  const { title, description, order, group = 'more', audience, formerly = [] } = fields;
  if (typeof title !== 'string' || typeof description !== 'string' || typeof order !== 'number') {
    throw new Error(
      `The guide ${slug}.md must start with \`---\`, then title, description and order (a number), then \`---\`.`,
    );
  }
  if (!guideGroups.includes(group as GuideGroup)) {
    throw new Error(`The guide ${slug}.md has the unknown group "${String(group)}": use ${guideGroups.join(', ')}.`);
  }
  return {
    slug,
    language,
    title,
    description,
    order,
    group: group as GuideGroup,
    audience: audience === 'internal' ? 'internal' : 'public',
    formerly: Array.isArray(formerly) ? formerly.map(String) : [String(formerly)],
    body: body ?? '',
  };
}

async function readFolder(folder: string, language: Language): Promise<Guide[]> {
  const inside = join(folder, language);
  if (!existsSync(inside)) return [];
  const files = (await readdir(inside)).filter((file) => file.endsWith('.md'));
  return Promise.all(
    files.map(async (file) => {
      const text = renameIdentity(await readFile(join(inside, file), 'utf8'), identity);
      return parseGuide(file.slice(0, -'.md'.length), text, language);
    }),
  );
}

/**
 * The guides for an audience in a language, in their order, under the kit's identity. One that is not translated comes
 * in the source language; the source decides for all languages where it stands (group, order, audience).
 *
 * @throws Error when a translation has no guide that it translates.
 */
export async function readGuides(
  audience: Guide['audience'],
  language: Language = sourceLanguage,
  folder = guidesFolder,
): Promise<Guide[]> {
  const sources = await readFolder(folder, sourceLanguage);
  const translated = language === sourceLanguage ? [] : await readFolder(folder, language);
  for (const { slug } of translated) {
    if (!sources.some((guide) => guide.slug === slug))
      throw new Error(`The guide ${language}/${slug}.md translates nothing: there is no ${sourceLanguage}/${slug}.md.`);
  }
  return sources
    .map((source) => {
      const translation = translated.find(({ slug }) => slug === source.slug);
      if (!translation) return source;
      const { group, order, audience: readers, formerly } = source;
      return { ...translation, group, order, audience: readers, formerly };
    })
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

/** What the menu and the overview show, by groups. */
export const guidesByGroup = (guides: readonly Guide[]): { group: GuideGroup; members: Guide[] }[] =>
  guideGroups
    .filter((group) => group !== 'about')
    .map((group) => ({ group, members: guides.filter((guide) => guide.group === group) }));

/** A line of a guide, told apart where it is not in the language of the page. */
export const guideLine = (guide: Guide, text: string, { language }: Site): Html =>
  guide.language === language ? html`${text}` : foreignLine(text);

/** The sections of a long page. */
function onThisPage({ markup }: Html, { words }: Site): Html {
  const headings = [...markup.matchAll(/<h2 id="([^"]+)"><a class="anchor"[^>]*>(.*?)<\/a><\/h2>/gs)];
  if (headings.length < 3) return html``;
  return html`<nav class="on-this-page" aria-labelledby="on-this-page">
    <p id="on-this-page">${words.onThisPage}</p>
    <ul>
      ${headings.map(([, id, title = '']) => html`<li><a href="#${id}">${raw(title)}</a></li>`)}
    </ul>
  </nav>`;
}

/**
 * A guide as the content of its page.
 *
 * A heading that is the name of a problem type of the contract gets that type's facts below it.
 */
export function guidePage(guide: Guide, site: Site): Html {
  const { guides, references, words, language } = site;
  const problems = new Map(problemTypesOf(references).map((problem) => [problem.slug, problem]));
  const body = markdown(guide.body, {
    anchors: true,
    link: (href) => guideLink(href, guide, guides, references),
    below(anchor) {
      const problem = problems.get(anchor);
      return problem && problemFacts(problem, site);
    },
  });
  const row = guides.filter(({ group }) => group !== 'about');
  const next = row.includes(guide) ? row[row.indexOf(guide) + 1] : undefined;
  const foreign = guide.language !== language;
  return html`${foreign && html`<p class="note">${words.notTranslated}</p>`} ${onThisPage(body, site)}
    <article class="guide" ${foreign && raw(`lang="${guide.language}"`)}>
      <h1>${guide.title}</h1>
      <p class="lead">${guide.description}</p>
      ${raw(body.markup)}
    </article>
    ${next && html`<p class="next">${words.next} <a href="${next.slug}.html">${guideLine(next, next.title, site)}</a></p>`}`;
}
