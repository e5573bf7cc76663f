import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, root } from '../scripts/lib/stamp.ts';
import { readBundle } from '../scripts/generate/document.ts';

const sources = (folder: string) =>
  files([`${folder}/src/**/*.ts`])
    .filter((file) => !file.includes('/generated/'))
    .map((file) => ({ file: file.slice(root.length + 1), text: readFileSync(file, 'utf8') }));

/** Doc comments may show an example; code may not. */
const withoutComments = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

const importsOf = (text: string) =>
  [...withoutComments(text).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!);

/** The table of docs/architecture.md: packages by folder, and what each imports of ours. */
const dependencies = [
  ...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(/^\| `([\w-]+\/[\w-]+)` +\| (.+?) +\|$/gm),
].map(([, folder, cell]) => [folder!, [...cell!.matchAll(/`([\w-]+)`/g)].map((match) => match[1]!)] as const);

describe('dependencies run one way', () => {
  it('the table of docs/architecture.md has every package with sources', () => {
    const folders = files(['{sdk,server-stub}/*/package.json']).map((file) =>
      file.slice(root.length + 1, -'/package.json'.length),
    );
    expect(dependencies.map(([folder]) => folder).toSorted()).toEqual(folders.toSorted());
  });

  it.each(dependencies)('%s imports of ours only %j', (folder, names) => {
    const imported = new Set<string>();
    for (const { file, text } of sources(folder)) {
      for (const name of importsOf(text)) {
        const ours = /^@guichet\/([\w-]+)/.exec(name)?.[1];
        if (ours) imported.add(ours);
        if (ours) expect(names, `${file} imports ${name}`).toContain(ours);
        if (name.startsWith('.')) {
          const target = join(file, '..', name);
          expect(target.startsWith(folder) || target === 'guichet.config.ts', `${file} imports ${name}`).toBe(true);
        }
      }
    }
    expect([...imported].toSorted(), 'docs/architecture.md says what it imports').toEqual(names.toSorted());
  });

  it('server-stub/reference loads the mock only where it answers for handlers that are missing', () => {
    const loads = sources('server-stub/reference').filter(({ text }) => importsOf(text).includes('@guichet/mock'));
    expect(loads.map(({ file }) => file)).toEqual(['server-stub/reference/src/missing-handlers.ts']);
    expect(withoutComments(loads[0]!.text)).not.toMatch(/from '@guichet\/mock'/);
  });
});

// The contract is the only place that names an operation (docs/architecture.md, rule 1).
describe('what knows no contract names nothing of it', () => {
  const contract = readBundle('full');
  const schemes = Object.values(contract.components.securitySchemes ?? {});
  const scopes = schemes.flatMap((scheme) => Object.keys(scheme.flows?.clientCredentials?.scopes ?? {}));
  // OAuth's own endpoints have conventional places, which the front falls back to for a contract that names none.
  const paths = Object.entries(contract.paths)
    .filter(
      ([, item]) =>
        !Object.values(item).some(
          (operation) => operation !== null && typeof operation === 'object' && 'x-oauth-endpoint' in operation,
        ),
    )
    .map(([path]) => path);
  // Words of the field that a schema may share with any code (Problem, Page) are no names of this contract.
  const neutral = new Set([
    'Problem',
    'ProblemError',
    'ProblemType',
    'Page',
    'OAuthError',
    'TokenRequest',
    'TokenResponse',
    'Health',
    'Jwks',
    'JsonWebKey',
    'Scope',
  ]);
  const schemas = Object.keys(contract.components.schemas ?? {}).filter((name) => !neutral.has(name));

  it.each(['sdk/runtime', 'server-stub/stub', 'server-stub/front', 'server-stub/mock'])('%s', (folder) => {
    expect(scopes.length).toBeGreaterThan(5);
    for (const { file, text } of sources(folder)) {
      const code = withoutComments(text);
      for (const name of [...scopes, ...paths]) expect(code.includes(`'${name}'`), `${file} names ${name}`).toBe(false);
      for (const name of schemas) expect(new RegExp(`\\b${name}\\b`).test(code), `${file} names ${name}`).toBe(false);
    }
  });
});

describe('the house keeps its size', () => {
  it('has no source file over 300 lines', () => {
    const long = [
      'sdk/runtime',
      'sdk/client',
      'server-stub/front',
      'server-stub/mock',
      'server-stub/stub',
      'server-stub/reference',
      'docs',
    ]
      .flatMap(sources)
      .filter(({ text }) => text.split('\n').length > 301)
      .map(({ file }) => file);
    expect(long).toEqual([]);
  });

  it('has a README of at most 200 lines', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(201);
  });
});
