import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Snippet, diagnosticsOf } from './support/compile.ts';
import { entriesOf, publicNames, root } from './support/public-names.ts';

const folders = ['sdk/runtime', 'sdk/client'];
const entries = folders.flatMap(entriesOf);
const { names, exported } = publicNames(entries);
const seen = new Set<string>();

const givenOf = (folder: string) =>
  join(root, 'sdk/client/test/support/given', `${folder === 'sdk/runtime' ? 'runtime' : 'sdk'}.ts`);

/** Names that a snippet may use without an import: the few that are given, and for comments the package's own. */
function given(folder: string, own: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of own ? entries.filter((other) => other.folder === folder) : []) {
    for (const name of exported.get(entry.specifier)!) if (!found.has(name)) found.set(name, entry.specifier);
  }
  const file = givenOf(folder);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^export (?:declare const |\{ )(\w+)/gm))
    found.set(name!, file);
  return found;
}

const comments: Snippet[] = names.flatMap(({ name, examples, folder }) =>
  examples
    .filter((code) => !seen.has(code) && seen.add(code))
    .map((code) => ({ title: name, code, given: given(folder, true) })),
);

const pages: Snippet[] = folders.flatMap((folder) =>
  globSync(['README.md', 'AGENTS.md', 'docs/*.md'], { cwd: join(root, folder) })
    .toSorted()
    .flatMap((page) => {
      const text = readFileSync(join(root, folder, page), 'utf8');
      return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((block) => ({
        title: `${folder}/${page}:${text.slice(0, block.index).split('\n').length + 1}`,
        code: block[1]!,
        given: given(folder, false),
      }));
    }),
);

const snippets = [...comments, ...pages];
const diagnostics = diagnosticsOf(snippets, 'sdk/client/test');

describe('code that a reader may copy compiles', () => {
  it('is found', () => {
    expect(comments.length).toBeGreaterThan(20);
    expect(pages.length).toBeGreaterThan(1);
  });

  it.each(snippets.map(({ title, code }, index) => [title, code, diagnostics[index]!] as const))(
    '%s',
    (_title, code, said) => {
      expect(said, code).toEqual([]);
    },
  );
});

describe('every public name', () => {
  it('says what it is', () => {
    expect(names.length).toBeGreaterThan(300);
    expect(names.filter(({ documented }) => !documented).map(({ name }) => name)).toEqual([]);
  });

  it('has an example where it can be called', () => {
    expect(names.filter(({ isValue, examples }) => isValue && examples.length === 0).map(({ name }) => name)).toEqual(
      [],
    );
  });
});

describe('the pages of the package', () => {
  const page = (name: string) => readFileSync(join(root, 'sdk/client', name), 'utf8');
  const docs = globSync('docs/*.md', { cwd: join(root, 'sdk/client') })
    .map(page)
    .join('');

  it('name every option', () => {
    const options = names.flatMap(
      ({ name }) => /^@guichet\/sdk(?:\/node)?: (?:Client|Call|Retry|NodeFetch)Options\.(\w+)$/.exec(name)?.[1] ?? [],
    );
    expect(options.length).toBeGreaterThan(25);
    expect(options.filter((option) => !new RegExp(`\\b${option}\\b`).test(docs))).toEqual([]);
  });

  it.each(['README.md', 'AGENTS.md'])('name every entry in %s', (file) => {
    const own = entries.filter(({ folder }) => folder === 'sdk/client');
    expect(own.filter(({ specifier }) => !page(file).includes(`\`${specifier}\``))).toEqual([]);
  });

  it('name every code of errors, and every preset', () => {
    const codes = /export type ErrorCode =([^;]+);/.exec(
      readFileSync(join(root, 'sdk/runtime/src/errors/sdk-error.ts'), 'utf8'),
    )![1]!;
    for (const [, code] of codes.matchAll(/'(\w+)'/g)) expect(page('docs/errors.md')).toContain(`\`${code}\``);
    const presets = names.flatMap(({ name }) => /^@guichet\/sdk\/testing: presets\.(\w+)$/.exec(name)?.[1] ?? []);
    expect(presets.length).toBe(5);
    for (const preset of presets) expect(page('docs/testing.md')).toContain(`| \`${preset}(`);
  });
});
