import { expect, it } from 'vitest';
import { failureModes } from '../scripts/failure-modes.ts';

const family = (letter: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, n) => `${letter}${first + n}`);

it('every failure mode of the token engine that we promise to survive has a test which names it', () => {
  const named = failureModes();
  const promised = [family('C', 1, 10), family('E', 1, 4), family('L', 1, 5), family('R', 1, 7), family('S', 0, 5)];
  expect(promised.flat().filter((mode) => !named.has(mode))).toEqual([]);
});

it('every failure mode of authorization and credentials that we promise to survive has a test which names it', () => {
  const named = failureModes();
  const promised = [family('A', 1, 3), family('P', 1, 7), family('T', 1, 6), family('K', 1, 6), family('O', 1, 5)];
  const onServer = (mode: string) => named.get(mode)?.some((file) => /^(?:server-stub|test\/server)\//.test(file));
  expect(promised.flat().filter((mode) => !onServer(mode))).toEqual([]);
});
