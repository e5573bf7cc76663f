import { identity } from '../../guichet.config.ts';
import type { Reference } from './edition.ts';
import { foreignLine } from './foreign.ts';
import { type Html, html, raw } from './html.ts';
import { codeBlock } from './markdown.ts';
import type { Site } from './site.ts';
import { sourceLanguage } from './words/index.ts';

/** A kind of problem (RFC 9457 section 3.1.1) of the contract. */
export interface ProblemType {
  /** Last part of its URI, and its anchor in the guide on errors. */
  slug: string;
  uri: string;
  title: string | undefined;
  statuses: number[];
  example: unknown;
}

const isProblemUri = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(identity.problemBase);

/** Every problem type that the contracts list or show an example of. */
export function problemTypesOf(references: readonly Reference[]): ProblemType[] {
  const found = new Map<string, ProblemType>();
  const entry = (uri: string): ProblemType => {
    const slug = uri.slice(identity.problemBase.length);
    const known = found.get(slug) ?? { slug, uri, title: undefined, statuses: [], example: undefined };
    found.set(slug, known);
    return known;
  };
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) value.filter(isProblemUri).forEach(entry);
      walk(value);
    }
    const { type, title, status } = node as Record<string, unknown>;
    if (!isProblemUri(type)) return;
    const problem = entry(type);
    if (typeof title === 'string') problem.title ??= title;
    if (typeof status === 'number' && !problem.statuses.includes(status)) problem.statuses.push(status);
    problem.example ??= node;
  };
  for (const { document } of references) walk(document);
  return [...found.values()];
}

/** Where the contract's references name a problem type, links to where a guide explains it. */
export const linkProblems = (
  content: Html,
  types: readonly ProblemType[],
  pageOf: (slug: string) => string | undefined,
): Html =>
  types.reduce(({ markup }, { uri, slug }) => {
    const page = pageOf(slug);
    const code = html`<code>${uri}</code>`.markup;
    return page
      ? raw(markup.replaceAll(code, html`<a href="${page}#${slug}"><code>${slug}</code></a>`.markup))
      : raw(markup);
  }, content);

/** What the contract says of a problem type, below its heading in the guide. Its title is a value that nobody translates. */
export function problemFacts(
  { uri, title, statuses, example }: ProblemType,
  { words, language }: Pick<Site, 'words' | 'language'>,
): Html {
  const said = title && language !== sourceLanguage ? foreignLine(title) : title;
  return html`<p class="problem">
      ${statuses.map((status) => html`<strong>${status}</strong> `)}${said} <code>${uri}</code>
    </p>
    ${
      example !== undefined &&
      html`<details class="example">
        <summary>${words.operation.example}</summary>
        ${codeBlock(JSON.stringify(example, null, 2), 'json')}
      </details>`
    }`;
}
