import { describe, expect, it } from 'vitest';
import { rateLimitOf, retryAfterOf } from '../../src/transport/limits.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('R5 Retry-After', () => {
  it.each([
    ['0', 0],
    [' 120 ', 120],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['-5', undefined],
    ['12.5', undefined],
    ['5 s', undefined],
    ['x5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['2026-01-01', undefined],
  ])('%j: %s s', (value, expected) => {
    // Headers take the spaces around a value away.
    const headers = { get: () => value } as unknown as Headers;
    expect(retryAfterOf(headers, now)).toBe(expected);
  });

  it('half a second is a whole one: nobody comes too early', () => {
    expect(retryAfterOf(new Headers({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }), now - 500)).toBe(31);
  });

  it('absent: nothing is known', () => {
    expect(retryAfterOf(new Headers())).toBeUndefined();
  });
});

describe('rate limits', () => {
  it.each([
    ['nothing', {}, undefined],
    [
      'the fields of the draft',
      { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
      { limit: 100, remaining: 50, reset: 30, window: 60 },
    ],
    ['spaces after the semicolon', { ratelimit: 'default; r=5;  t=0' }, { remaining: 5, reset: 0 }],
    [
      'the fields of older drafts',
      { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': ' 7 ' },
      { limit: 10, remaining: 0, reset: 7 },
    ],
    [
      'X-RateLimit-*',
      { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '8' },
      { limit: 10, remaining: 9, reset: 8 },
    ],
    ['garbage', { 'x-ratelimit-limit': 'ten', 'x-ratelimit-remaining': '-1', 'x-ratelimit-reset': '1.5' }, undefined],
    ['both', { ratelimit: 'x;r=1', 'x-ratelimit-remaining': '2' }, { remaining: 1 }],
  ])('%s', (_, headers, expected) => {
    expect(rateLimitOf(new Headers(headers as HeadersInit))).toEqual(expected);
  });
});
