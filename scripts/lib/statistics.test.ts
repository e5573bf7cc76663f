import { expect, it } from 'vitest';
import { cliffsDelta, quantile } from './statistics.ts';

it('a quantile between two values is in proportion between them', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3], 1)).toBe(3);
});

it("Cliff's delta counts every pair: above, below, and equal for neither", () => {
  expect(cliffsDelta([1, 2, 3], [1, 2, 3])).toBe(0);
  expect(cliffsDelta([4, 5], [1, 2, 3])).toBe(1);
  expect(cliffsDelta([1, 2], [3])).toBe(-1);
  // 2 > 1, 2 = 2, 2 < 3 and 4 above all three.
  expect(cliffsDelta([2, 4], [1, 2, 3])).toBe(0.5);
});
