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

// DESIGN, law 2: dependencies run one way.
describe('dependencies run one way', () => {
  const allowed: Record<string, string[]> = {
    'sdk/runtime': [],
    'sdk/client': ['runtime'],
    'server-stub/front': [],
    'server-stub/mock': ['front'],
    'server-stub/reference': ['front', 'mock'],
  };
  it.each(Object.entries(allowed))('%s imports of ours only %j', (folder, names) => {
    const own = sources(folder);
    expect(own.length).toBeGreaterThan(0);
    for (const { file, text } of own) {
      for (const name of importsOf(text)) {
        const ours = /^@guichet\/([\w-]+)/.exec(name)?.[1];
        if (ours) expect(names, `${file} imports ${name}`).toContain(ours);
        if (name.startsWith('.')) {
          const target = join(file, '..', name);
          expect(target.startsWith(folder) || target === 'guichet.config.ts', `${file} imports ${name}`).toBe(true);
        }
      }
    }
  });
});

// Law 1: the contract is the only place that names an operation.
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

  it.each(['sdk/runtime', 'server-stub/front', 'server-stub/mock'])('%s', (folder) => {
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
    const long = ['sdk/runtime', 'sdk/client', 'server-stub/front', 'server-stub/mock', 'server-stub/reference', 'docs']
      .flatMap(sources)
      .filter(({ text }) => text.split('\n').length > 301)
      .map(({ file }) => file);
    expect(long).toEqual([]);
  });

  it('has a README of at most 200 lines', () => {
    expect(readFileSync(join(root, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(201);
  });
});
