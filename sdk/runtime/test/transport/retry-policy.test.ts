import { expect, it } from 'vitest';
import { isRepeatable, retryPolicy } from '../../src/transport/retry.ts';

const defaults = {
  limit: 2,
  statusCodes: [408, 429, 500, 502, 503, 504],
  delay: 500,
  maxDelay: 8000,
  maxRetryAfter: 60_000,
};

it.each([
  [undefined, {}],
  [false, { limit: 0 }],
  [0, { limit: 0 }],
  [5, { limit: 5 }],
  [{}, {}],
  [{ limit: undefined, delay: 0 }, { delay: 0 }],
  [{ statusCodes: [] }, { statusCodes: [] }],
] as const)('%j: %j beside the defaults', (given, changed) => {
  expect(retryPolicy('test', given)).toEqual({ ...defaults, ...changed });
});

it.each([
  ['twice', /^test: `retry` cannot be a string\. Pass a number of retries, an object, or `false`\.$/],
  [null, /^test: `retry` cannot be null/],
  [true, /^test: `retry` cannot be a boolean/],
  [{ tries: 3 }, /^test: `retry\.tries` is unknown\. Known are limit, statusCodes, delay, maxDelay, maxRetryAfter\.$/],
  [{ statusCodes: 500 }, /^test: `retry\.statusCodes` cannot be a number\. Pass a list of statuses\.$/],
  [{ delay: [1] }, /^test: `retry\.delay` cannot be an array\. Pass a number of 0 or more\.$/],
  [{ delay: -1 }, /^test: `retry\.delay` cannot be a number\. Pass a number of 0 or more\.$/],
  [1.5, /^test: `retry\.limit` is 1\.5\. Pass an integer of 0 or more\.$/],
])('%j: a TypeError that says what to pass', (given, message) => {
  expect(() => retryPolicy('test', given as never)).toThrow(TypeError);
  expect(() => retryPolicy('test', given as never)).toThrow(message);
});

it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY'])('R4 %s may be repeated', (method) => {
  expect(isRepeatable(method, {})).toBe(true);
});

it('R4 POST and PATCH may not, unless a key makes them so', () => {
  for (const method of ['POST', 'PATCH']) {
    expect(isRepeatable(method, {})).toBe(false);
    expect(isRepeatable(method, { 'idempotency-key': 'x' })).toBe(true);
  }
});
