import { createHash } from 'node:crypto';

/** Numbers that only look random: the same seed gives the same ones, in every process. */
export interface Random {
  /** From 0 up to 1, 1 not included. */
  next(): number;
  /** An integer between two, both included. */
  integer(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
}

/**
 * Chris Doty-Humphrey's small fast counter (sfc32), seeded by a digest. Each stream has its own state: two requests that
 * are answered at once do not disturb each other.
 */
export function randomFrom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [number, number, number, number];

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)]!,
    chance: (probability) => next() < probability,
  };
}
