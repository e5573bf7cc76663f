import type { Token } from 'marked';
import type { Reference } from '../edition.ts';
import type { Guide } from '../guides.ts';
import { headingAnchors } from '../markdown.ts';
import type { ProblemType } from '../problems.ts';
import { operationPageFile } from './operation-page.ts';
import { code, document, oneLine, rewriteMarkdown, trailing } from './text.ts';

/** Where a link of a guide leads among the Markdown pages. The HTML build has refused what leads nowhere. */
function target(href: string, references: readonly Reference[]): string {
  if (href.startsWith('operation:')) {
    const id = href.slice('operation:'.length);
    const slug = references.find(({ endpoints }) => endpoints.has(id))?.slug;
    return slug === undefined ? href : operationPageFile(slug, id);
  }
  return href.replace(/^([\w-]+)\.html(?=#|$)/, '$1.md');
}

const withLinks = (source: string, references: readonly Reference[]): string =>
  source
    .replace(/(?<=\]\()[^)\s]+/g, (href) => target(href, references))
    .replace(/(?<=^\[[^\]]+\]:\s*)\S+/gm, (href) => target(href, references));

/** A picture in words: its description, or what stands below it. */
function withoutPictures(source: string): string {
  return source.replace(/<figure\b[^]*?<\/figure>/g, (figure) => {
    const [, text = ''] = /<(?:desc|figcaption)\b[^>]*>([^]*?)<\/(?:desc|figcaption)>/.exec(figure) ?? [];
    return `*${oneLine(text.replace(/<[^>]+>/g, ''))}*`;
  });
}

function heading(token: Token, problems: ReadonlyMap<string, ProblemType>): string | undefined {
  if (token.type !== 'heading') return undefined;
  const { bare, ids } = headingAnchors(String(token['text']));
  const anchors = bare === token['text'] ? '' : ids.map((id) => `<a id="${id}"></a>`).join('');
  const problem = problems.get(ids[0] ?? '');
  const facts = problem && `${problem.statuses.join(', ')} ${problem.title ?? ''} ${code(problem.uri)}`.trim();
  return document(anchors, `${'#'.repeat(token['depth'])} ${bare}`, facts).trimEnd() + trailing(token.raw);
}

/** A guide as a Markdown page of its own: links lead to the other Markdown pages, pictures are told. */
export function guideMarkdown(
  guide: Guide,
  references: readonly Reference[],
  problems: readonly ProblemType[],
): string {
  const known = new Map(problems.map((problem) => [problem.slug, problem]));
  const body = rewriteMarkdown(withoutPictures(guide.body), (token) => {
    if (token.type === 'code') return token.raw;
    if (token.type === 'html' && token.raw.startsWith('<!--')) return '';
    // A definition that leads nowhere is a remark to the builder, as the glossary's other spellings.
    if (token.type === 'def' && token['href'] === '#') return '';
    return heading(token, known) ?? withLinks(token.raw, references);
  });
  return document(`# ${guide.title}`, guide.description, body);
}
