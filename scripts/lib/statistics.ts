/** The value below which this share of the values lies, interpolated between neighbours. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at));
}

/** A random order (Fisher and Yates). */
export function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values];
  for (let n = result.length - 1; n > 0; n -= 1) {
    const other = Math.floor(Math.random() * (n + 1));
    [result[n], result[other]] = [result[other]!, result[n]!];
  }
  return result;
}

/**
 * Cliff's delta: how much more often a value of one is above a value of the other than below it. 0: which is which cannot
 * be told; 1 and -1: all lie on one side.
 */
export function cliffsDelta(one: readonly number[], other: readonly number[]): number {
  const sorted = other.toSorted((a, b) => a - b);
  let sum = 0;
  for (const value of one) sum += countUpTo(sorted, value, false) - (sorted.length - countUpTo(sorted, value, true));
  return sum / (one.length * other.length);
}

/** How many of the sorted values are below a value, or equal to it. */
function countUpTo(sorted: readonly number[], value: number, inclusive: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle]!;
    if (at < value || (inclusive && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
