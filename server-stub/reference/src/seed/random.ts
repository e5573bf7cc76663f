/** Numbers that look random and are the same on every machine, so that a bug report can name a row. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Around 0, between -1 and 1, mostly near 0. */
  spread(): number;
  chance(probability: number): boolean;
  integer(from: number, to: number): number;
}

/** A generator of its own for each key: adding a row somewhere moves no number elsewhere. */
export function randomFor(...key: (string | number)[]): Random {
  let state = hash(key.join('|'));
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    spread: () => next() + next() - 1,
    chance: (probability) => next() < probability,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
}
