import { describe, expect, it } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { isUsable, lifetimeOf, renewalPoint } from '../../src/auth/token-lifetime.ts';

const day = 86_400_000;
const token = (seconds: number) => new AccessToken({ value: 'x', requestedAt: 0, expiresAt: seconds * 1000 });

describe('expires_in', () => {
  it.each([
    ['a number', 900, 900_000],
    ['a numeric string', '900', 900_000],
    ['a numeric string with spaces around it', ' 900 ', 900_000],
    ['an empty string', '', 300_000],
    ['spaces', '  ', 300_000],
    ['a number and its unit', '900 s', 300_000],
    ['a fraction', 1.5, 1500],
    ['missing', undefined, 300_000],
    ['null', null, 300_000],
    ['NaN', NaN, 300_000],
    ['a date', '2030-01-01T00:00:00Z', 300_000],
    ['a word', 'never', 300_000],
    ['an object', {}, 300_000],
    ['zero', 0, 0],
    ['negative', -5, 0],
    ['a negative string', '-5', 0],
    ['1e308', 1e308, day],
    ['Infinity', Infinity, day],
    ['seconds since the epoch', 1_900_000_000, day],
  ])('E2 %s', (_, given, expected) => {
    expect(lifetimeOf(given)).toBe(expected);
  });
});

describe('renewal', () => {
  it.each([
    [60, 42_000, 48_000],
    [900, 630_000, 720_000],
    [3600, 3_150_000, 3_300_000],
  ])(
    'E1 a token of %i s is renewed between %i and %i ms: a margin of its lifetime, jittered',
    (seconds, earliest, latest) => {
      expect(renewalPoint(token(seconds), 1)).toBe(earliest);
      expect(renewalPoint(token(seconds), 0)).toBe(latest);
    },
  );

  it('a token is handed out to the last 2 % of its life, and at most 5 s before the end', () => {
    expect(isUsable(token(60), 58_799)).toBe(true);
    expect(isUsable(token(60), 58_800)).toBe(false);
    expect(isUsable(token(900), 894_999)).toBe(true);
    expect(isUsable(token(900), 895_000)).toBe(false);
    expect(isUsable(token(0), 0)).toBe(false);
  });
});
