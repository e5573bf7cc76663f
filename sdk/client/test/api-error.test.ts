import { describe, expect, expectTypeOf, it } from 'vitest';
import { type OAuthError, type Problem, apiKey, createClient, isApiError } from '../src/index.ts';

const failing = (status: number, body: object) =>
  createClient({
    baseUrl: 'https://api.test',
    tokens: apiKey('gch_key_demo'),
    fetch: async () => Response.json(body, { status }),
  });
const problem = { type: 'https://x.test/not-found', title: 'Not found', status: 404, requestId: 'r1' };

async function caught(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('It succeeded, and should have failed.');
}

describe('isApiError', () => {
  it('tells operations and statuses apart', async () => {
    const error = await caught(failing(404, problem).collectivites.get({ collectiviteId: 1 }));
    expect(isApiError(error)).toBe(true);
    expect(isApiError(error, 'collectivites.get')).toBe(true);
    expect(isApiError(error, 'collectivites.get', 404)).toBe(true);
    expect(isApiError(error, 'collectivites.get', 400)).toBe(false);
    expect(isApiError(error, 'credentials.get', 404)).toBe(false);
    expect(isApiError(new Error('x'), 'collectivites.get')).toBe(false);
  });

  it('gives the declared problem its type', async () => {
    const error = await caught(failing(404, problem).collectivites.get({ collectiviteId: 1 }));
    if (!isApiError(error, 'collectivites.get', 404)) throw error;
    expectTypeOf(error.problem).toEqualTypeOf<Problem | undefined>();
    expectTypeOf(error.status).toEqualTypeOf<404>();
    expect(error.problem?.requestId).toBe('r1');
    // @ts-expect-error The contract declares no 418.
    expect(isApiError(error, 'collectivites.get', 418)).toBe(false);
    // @ts-expect-error The contract has no such operation.
    expect(isApiError(error, 'collectivites.nothing')).toBe(false);
  });

  it('an OAuth endpoint: its problem is the OAuth error', async () => {
    const body = { error: 'invalid_request', error_description: 'token is missing' };
    const error = await caught(failing(400, body).oauth.revoke({ body: { token: 'x' } }));
    if (!isApiError(error, 'oauth.revoke', 400)) throw error;
    expectTypeOf(error.problem).toEqualTypeOf<OAuthError | undefined>();
    expect(error.problem).toEqual(body);
    expect(error.message).toContain('answered 400 (invalid_request: token is missing)');
  });
});
