import { Marked, type Token } from 'marked';

/** A code span; one that holds backticks gets longer ones around it. */
export function code(text: string): string {
  if (!text.includes('`')) return `\`${text}\``;
  const fence = '`'.repeat(Math.max(...(text.match(/`+/g) ?? []).map(({ length }) => length)) + 1);
  return `${fence} ${text} ${fence}`;
}

/** A block of code; the fence is longer than any in it. */
export function codeFence(source: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, ...(source.match(/`{3,}/g) ?? []).map(({ length }) => length + 1)));
  return `${fence}${language}\n${source.trimEnd()}\n${fence}`;
}

export const oneLine = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');

export const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows.map((row) => row.map(cell))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Paragraphs with one empty line between them; what is empty or false is left out. */
export const document = (...blocks: readonly (string | false | undefined)[]): string =>
  `${blocks
    .map((block) => (block || '').trim())
    .filter(Boolean)
    .join('\n\n')}\n`;

/** Markdown piece by piece, so that code stays as it is: what `change` does not know keeps its source. */
export const rewriteMarkdown = (source: string, change: (token: Token) => string | undefined): string =>
  new Marked()
    .lexer(source)
    .map((token) => change(token) ?? token.raw)
    .join('');

/** Line breaks at the end of a piece. */
export const trailing = (raw: string): string => /\n*$/.exec(raw)?.[0] ?? '';

/** Headings so deep that the first level in the text stands below the one before it. */
export const demote = (source: string | undefined, from: number): string =>
  rewriteMarkdown(source ?? '', (token) =>
    token.type === 'heading'
      ? `${'#'.repeat(Math.min(6, token['depth'] + from - 1))} ${token['text']}${trailing(token.raw)}`
      : undefined,
  );
