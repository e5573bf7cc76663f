import { createContext, runInContext } from 'node:vm';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as runtime from '@guichet/runtime';

const response = new Response('x', { status: 404, headers: { 'x-request-id': 'r1' } });
const all = {
  isApiError: new runtime.ApiError('m', {
    status: 404,
    problem: { type: 'about:blank' },
    body: undefined,
    requestId: 'r1',
    rateLimit: undefined,
    retryAfter: undefined,
    response,
  }),
  isTokenError: new runtime.TokenError('m', { error: 'invalid_client', status: 401 }),
  isTimeoutError: new runtime.TimeoutError('m', 5),
  isConnectionError: new runtime.ConnectionError('m', { reason: 'ECONNRESET', host: 'x:1' }),
  isInvalidResponseError: new runtime.InvalidResponseError('m', response, 'r1'),
  isReplayError: new runtime.ReplayError('m'),
  isPaginationError: new runtime.PaginationError('m'),
};
type Guard = keyof typeof all;
const guards: Readonly<Record<Guard, (value: unknown) => boolean>> = { ...runtime };

describe.each(Object.entries(all) as [Guard, runtime.SdkError][])('%s', (guard, error) => {
  it('is an Error, an SdkError and of a class that it names', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(runtime.SdkError);
    expect(error.name).toBe(guard.slice(2));
    expect(inspect(error)).toMatch(new RegExp(`^${guard.slice(2)}: m\n`));
    expect(runtime.isSdkError(error)).toBe(true);
  });

  it('is known by its own guard alone, also without its class', () => {
    for (const other of Object.keys(all) as Guard[]) expect(guards[other](error)).toBe(other === guard);
    expect(guards[guard](Object.assign(new Error('x'), { code: error.code }))).toBe(false);
  });

  it('says what may be logged, and no more', () => {
    const logged = JSON.parse(JSON.stringify(error)) as Record<string, unknown>;
    expect(logged).toMatchObject({ name: guard.slice(2), message: 'm', code: error.code });
    expect(Object.keys(logged)).not.toContain('response');
    expect(Object.keys(logged)).not.toContain('cause');
  });
});

it('a copy of this package in another realm: its errors are known by the guards', () => {
  const brand = Object.getOwnPropertySymbols(all.isApiError).find((symbol) => symbol.description?.endsWith('.error'));
  const foreign: unknown = runInContext(
    `const e = new Error('m'); e.code = 'API_ERROR'; e[Symbol.for(${JSON.stringify(brand?.description)})] = true; e`,
    createContext(),
  );
  expect(foreign).not.toBeInstanceOf(Error);
  expect(runtime.isApiError(foreign)).toBe(true);
});

it.each([null, undefined, 'API_ERROR', {}, { code: 'API_ERROR' }])('%o is no error of ours', (value) => {
  expect(runtime.isSdkError(value)).toBe(false);
  expect(runtime.isApiError(value)).toBe(false);
});
