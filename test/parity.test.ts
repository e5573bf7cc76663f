import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '@guichet/sdk';
import { type Counter, openMock, openServer, tokenOf } from './support/counters.ts';

// What `curl` shows a partner, on the reference server and on the mock alike: they share one front, and cannot disagree.
describe.each([
  ['reference server', openServer],
  ['mock', openMock],
] as const)('%s', (_name, open) => {
  let counter: Counter;
  beforeAll(async () => {
    counter = await open();
  });
  afterAll(() => counter.close());

  const call = async (path: string, init: RequestInit & { token?: string } = {}) => {
    const token = init.token ?? (await tokenOf(counter));
    return fetch(counter.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  };

  it('gives a token for the right secret, never to be stored', async () => {
    const response = await counter.requestToken({});
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^ey/),
      expires_in: expect.any(Number),
    });
  });

  it('takes a token of the SDK back when the SDK asks for it', async () => {
    const { url, clientId, clientSecret } = counter;
    const client = createClient({ baseUrl: url, clientId, clientSecret });
    const token = await tokenOf(counter);
    expect(await client.oauth.introspect({ body: { token } })).toMatchObject({ active: true });
    await client.oauth.revoke({ body: { token } });
    expect(await client.oauth.introspect({ body: { token } })).toEqual({ active: false });
  });

  it('answers a list with rows', async () => {
    const response = await call('/api/v1/collectivites?limit=2');
    expect(response.status).toBe(200);
    const page = (await response.json()) as { data: unknown[]; count: number };
    expect(page.data.length).toBeGreaterThan(0);
    expect(page.count).toBeGreaterThanOrEqual(page.data.length);
  });

  it('answers 401 invalid_token with WWW-Authenticate to a token that is none', async () => {
    const response = await call('/api/v1/collectivites', { token: 'junk' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      status: 401,
      type: expect.stringContaining('/problems/invalid-token'),
    });
  });

  it('answers 401 without an error code when no token came', async () => {
    const response = await fetch(`${counter.url}/api/v1/collectivites`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(response.headers.get('www-authenticate')).not.toContain('error=');
  });

  it('answers 403 insufficient_scope, naming the scope, to a token without it', async () => {
    const token = await tokenOf(counter, 'indicateurs.definitions.read');
    const response = await call('/api/v1/collectivites', { token });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="collectivites\.read"/);
    expect(await response.json()).toMatchObject({
      status: 403,
      type: expect.stringContaining('/problems/insufficient-scope'),
    });
  });

  it('answers 404 problem+json to a path that is not in the contract', async () => {
    const response = await call('/api/v1/nowhere');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ status: 404, type: expect.stringContaining('/problems/not-found') });
  });

  it('answers 400 problem+json naming the parameter that is wrong', async () => {
    const response = await call('/api/v1/collectivites?limit=0');
    expect(response.status).toBe(400);
    const problem = (await response.json()) as { errors: { parameter?: string }[] };
    expect(problem).toMatchObject({ status: 400, type: expect.stringContaining('/problems/invalid-request') });
    expect(JSON.stringify(problem.errors)).toContain('limit');
  });

  it('answers 415 to a body in an unlisted media type, and 400 to a missing one', async () => {
    const post = (init: RequestInit) => call('/api/v1/indicateurs/valeurs', { method: 'POST', ...init });
    expect((await post({ body: '<a/>', headers: { 'content-type': 'application/xml' } })).status).toBe(415);
    expect((await post({ headers: { 'content-type': 'application/json' } })).status).toBe(400);
  });

  it('answers the OAuth error shape, not a problem, at the token endpoint', async () => {
    const wrong = await counter.requestToken({ secret: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(await wrong.json()).toMatchObject({ error: 'invalid_client' });

    const scope = await counter.requestToken({ scope: 'nobody.knows' });
    expect(scope.status).toBe(400);
    expect(await scope.json()).toMatchObject({ error: 'invalid_scope' });
  });

  it('carries a request id on every answer', async () => {
    const response = await call('/api/v1/collectivites?limit=1');
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });
});
