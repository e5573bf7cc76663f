import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { legend, namedByTests } from '../scripts/failure-modes.ts';
import { files, root } from '../scripts/lib/stamp.ts';

const modes = legend();
const listed = new Set(modes.map(({ code }) => code));
const codes = (promisedBy: 'sdk' | 'server') =>
  modes.filter((mode) => mode.promisedBy === promisedBy).map(({ code }) => code);

it('the legend lists each failure mode once, and numbers each family without gaps', () => {
  expect(modes.map(({ code }) => code)).toHaveLength(listed.size);
  for (const letter of 'CELRSAPTKO') {
    const family = [...listed].filter((code) => code.startsWith(letter));
    const first = letter === 'S' ? 0 : 1;
    expect(family).toEqual(family.map((_, n) => `${letter}${first + n}`));
    expect(family.length, letter).toBeGreaterThan(2);
  }
});

it('every failure mode of the token engine that we promise to survive has a test which names it', () => {
  const named = namedByTests();
  expect(codes('sdk').filter((code) => !named.has(code))).toEqual([]);
});

it('every failure mode of authorization and credentials that we promise to survive has a test which names it', () => {
  const named = namedByTests();
  const onServer = (code: string) => named.get(code)?.some((file) => /^(?:server-stub|test\/server)\//.test(file));
  expect(codes('server').filter((code) => !onServer(code))).toEqual([]);
});

it('a code in the title of a test is in the legend', () => {
  const unknown = [...namedByTests()].filter(([code]) => !listed.has(code));
  expect(unknown, 'docs/failure-modes.md lists no such codes').toEqual([]);
});

it('a code that a comment cites, as in (A1), is in the legend', () => {
  const cited = files(['{sdk,server-stub}/*/{src,bench}/**/*.ts', 'test/**/*.ts']).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\/?\*.*\(([CELRSAPTKO]\d{1,2})\)|\/\/.*\(([CELRSAPTKO]\d{1,2})\)/g)].map(
      ([, block, line]) => ({ code: block ?? line!, file: relative(root, file) }),
    ),
  );
  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ code }) => !listed.has(code))).toEqual([]);
});

it('the threat model says how each failure mode of the server is prevented, and names no other', () => {
  const page = readFileSync(join(root, 'docs/security/threat-model.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ((?:[A-Z]\d+(?:, )?)+) +\|/gm)].flatMap(([, cell]) => cell!.split(', '));
  expect(rows).toEqual(codes('server'));
});
