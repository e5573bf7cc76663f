/** What readers rely on in guides: code compiles against the SDK, and both languages have the same code, anchors and tables. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from '../../sdk/client/test/support/compile.ts';
import { root } from '../../sdk/client/test/support/public-names.ts';

interface Block {
  /** File and line, as `spec/guides/fr/pagination.md:12`. */
  title: string;
  language: string;
  code: string;
}

const blocksOf = (file: string): Block[] => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(({ index, 1: language = '', 2: code = '' }) => ({
    title: `${file}:${text.slice(0, index).split('\n').length + 1}`,
    language,
    code,
  }));
};

/** Code without what a translation may change: comments, and what is printed. */
const withoutWords = (code: string): string =>
  code
    .replace(/(^|\s)\s*(?:\/\/|#)\s.*$/gm, '$1')
    .replace(/console\.(\w+)\(.*\);/g, 'console.$1();')
    .replace(/\s+$/gm, '');

const guides = globSync('spec/guides/*/*.md', { cwd: root }).toSorted();
const snippets = guides.flatMap(blocksOf).filter(({ language }) => language === 'ts');

const givenFile = join(import.meta.dirname, 'support/given.ts');
const given = new Map(
  [...readFileSync(givenFile, 'utf8').matchAll(/^export (?:declare const |\{ )(\w+)/gm)].map(
    ([, name = '']) => [name, givenFile] as const,
  ),
);

describe('the TypeScript of guides', () => {
  const diagnostics = diagnosticsOf(
    snippets.map((snippet) => ({ ...snippet, given })),
    'docs/test',
  );

  it('is found in both languages', () => {
    for (const language of ['en', 'fr']) {
      const own = snippets.filter(({ title }) => title.startsWith(`spec/guides/${language}/`));
      expect(own.length, language).toBeGreaterThan(5);
    }
  });

  it.each(snippets.map(({ title, code }, index) => [title, code, diagnostics[index]] as const))(
    '%s compiles',
    (_title, code, said) => {
      expect(said, code).toEqual([]);
    },
  );
});

/** `## Title {#a #b}` to `## #a #b`. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^(#{2,3}) .*?(?:\{([^}]*)\})?$/gm)].map(({ 0: line, 1: level, 2: anchors }) =>
    anchors === undefined ? line : `${level} ${anchors}`,
  );

/** Rows and columns of each table. */
const tablesOf = (text: string): string[] =>
  [...text.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => {
    const rows = table.trimEnd().split('\n');
    return `${rows.length} x ${rows[0]?.split('|').length}`;
  });

describe('a guide in two languages', () => {
  const translated = guides.filter((file) => file.includes('/fr/'));
  const english = (file: string): string => file.replace('/fr/', '/en/');
  const proseOf = (file: string): string => readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');

  it('is there in both', () => {
    expect(translated.map(english)).toEqual(guides.filter((file) => file.includes('/en/')));
  });

  it.each(translated)('%s: the same headings under the same anchors, and the same tables', (file) => {
    const [own, other] = [proseOf(file), proseOf(english(file))];
    expect(anchorsOf(own)).toEqual(anchorsOf(other));
    expect(tablesOf(own)).toEqual(tablesOf(other));
  });

  it.each(translated)('%s: as in English, but for comments and what is printed', (file) => {
    const code = (name: string) => blocksOf(name).map((block) => [block.language, withoutWords(block.code)]);
    expect(code(file)).toEqual(code(english(file)));
  });
});
