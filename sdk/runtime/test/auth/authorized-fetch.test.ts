import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AuthorizedFetchOptions,
  authorizedFetch,
  clientCredentials,
  isReplayError,
  isTokenError,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { type Api, type Handler, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

let server: TokenServer;
const open: Api[] = [];
beforeEach(() => {
  server = new TokenServer();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function serve(handler: Handler): Promise<Api> {
  const api = await openApi(handler);
  open.push(api);
  return api;
}

/** An API that wants a live token. */
const guarded: Handler = (request, response, body) =>
  server.accepts(request.headers.authorization)
    ? answer(response, 200, { token: request.headers.authorization, body })
    : answer(response, 401, { title: 'Who are you?' });

const never: Handler = (_, response) => answer(response, 401, 'never');
const stream = () => new Blob(['text']).stream();

const source = () =>
  clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'a',
    clientSecret: 'canary-secret',
    fetch: server.fetch,
    retry: false,
  });
const over = (api: Api, options: Partial<AuthorizedFetchOptions> = {}) =>
  authorizedFetch({ tokens: source(), baseUrl: api.url, ...options });

describe('a revoked token', () => {
  it('L3 retries are off: recovery works, by one replay', async () => {
    const api = await serve(guarded);
    const fetch = over(api, { retry: false });
    await fetch('/x');
    server.revoke();
    expect((await fetch('/x')).status).toBe(200);
    expect(api.seen).toHaveLength(3);
    expect(server.count).toBe(2);
  });

  it('L3 a 401 among failures: it spends no retry budget', async () => {
    let n = 0;
    const api = await serve((request, response, body) =>
      ++n === 2 || n === 4 ? answer(response, 503, 'no', { 'retry-after': '0' }) : guarded(request, response, body),
    );
    const fetch = over(api, { retry: { limit: 2, delay: 1 } });
    await fetch('/warm');
    server.revoke();
    // 503, 401 and its replay 503, 200: two retries and one replay.
    expect((await fetch('/x')).status).toBe(200);
    expect(api.seen).toHaveLength(5);
  });

  it('R1 a POST is replayed with its whole body', async () => {
    const api = await serve(guarded);
    const fetch = over(api);
    await fetch('/warm');
    for (const body of [
      'text',
      new Blob(['text']),
      new TextEncoder().encode('text'),
      new URLSearchParams({ text: '' }),
    ]) {
      server.revoke();
      const response = await fetch('/x', { method: 'POST', body });
      expect(((await response.json()) as { body: string }).body).toMatch(/^text=?$/);
    }
    expect(api.seen.filter(({ line }) => line.startsWith('POST')).map(({ body }) => body.slice(0, 4))).toEqual(
      Array(8).fill('text'),
    );
  });

  it('R1 a Request, whose body is read once: replayed whole as well', async () => {
    const api = await serve(guarded);
    const fetch = over(api);
    await fetch('/warm');
    server.revoke();
    const response = await fetch(
      new Request(`${api.url}/x`, { method: 'PUT', body: 'text', headers: { 'x-own': '1' } }),
    );
    expect(((await response.json()) as { body: string }).body).toBe('text');
    expect(api.seen.at(-1)!.headers).toMatchObject({ 'x-own': '1' });
  });

  it('R1 a one-shot stream: never replayed; a clear error, and the next call has a new token', async () => {
    const api = await serve(guarded);
    const fetch = over(api);
    await fetch('/warm');
    server.revoke();
    const error = await failure(fetch('/x', { method: 'POST', body: stream() }));
    expect(isReplayError(error)).toBe(true);
    expect(String(error)).toMatch(/POST .*\/x was refused with 401 .*Call again with a new stream/);
    expect(api.seen.filter(({ line }) => line.startsWith('POST'))).toHaveLength(1);
    expect((await fetch('/x', { method: 'POST', body: stream() })).status).toBe(200);
  });

  it('R2 the replay carries the new token, and so does a retry after the token was renewed', async () => {
    let n = 0;
    const api = await serve((request, response, body) => {
      n += 1;
      if (n === 3) server.revoke();
      return n === 3 ? answer(response, 500, 'no') : guarded(request, response, body);
    });
    const tokens = source();
    const fetch = over(api, { tokens, retry: { limit: 3, delay: 1 } });
    const first = await tokens.getToken();
    server.revoke();
    await fetch('/a');
    await fetch('/b');
    const sent = api.seen.map(({ headers }) => headers.authorization);
    expect(sent).toEqual([1, 2, 2, 2, 3].map((serial) => `Bearer test-token-${serial}`));
    expect(sent[0]).toBe(first.authorization);
  });

  it('the credential is revoked too: the error of the token endpoint comes up, not a bare 401', async () => {
    const api = await serve(guarded);
    const fetch = over(api);
    await fetch('/warm');
    server.revoke();
    server.fail('invalid_client');
    const error = await failure(fetch('/x'));
    expect(isTokenError(error)).toBe(true);
  });
});

describe('a permanent 401', () => {
  it('L1 one replay with one new token, then the 401; the good token is not dropped by the next ones', async () => {
    const api = await serve(never);
    const fetch = over(api);
    const response = await fetch('/x');
    expect([response.status, await response.text()]).toEqual([401, 'never']);
    expect([api.seen.length, server.count]).toEqual([2, 2]);
    for (let n = 0; n < 5; n += 1) expect((await fetch('/x')).status).toBe(401);
    expect([api.seen.length, server.count]).toEqual([7, 2]);
  });

  it('L1 one address refuses everybody, others work: they go on with the same token', async () => {
    const api = await serve((request, ...rest) =>
      request.url === '/never' ? never(request, ...rest) : guarded(request, ...rest),
    );
    const fetch = over(api);
    for (let n = 0; n < 5; n += 1) {
      expect((await fetch('/never')).status).toBe(401);
      expect((await fetch('/x')).status).toBe(200);
    }
    expect(server.count).toBe(2);
  });

  it('L2 the server hands back the same token: no replay, no loop', async () => {
    const api = await serve(never);
    server.lie({ access_token: 'same', token_type: 'Bearer', expires_in: 900 }, { times: 10 });
    const fetch = over(api);
    expect((await fetch('/x')).status).toBe(401);
    expect((await fetch('/x')).status).toBe(401);
    expect([api.seen.length, server.count]).toEqual([2, 2]);
  });

  it('L4 403: it is no expired token, so neither replay nor new token', async () => {
    const api = await serve((_, response) => answer(response, 403, 'no'));
    expect((await over(api)('/x')).status).toBe(403);
    expect([api.seen.length, server.count]).toEqual([1, 1]);
  });
});

describe('where the token goes', () => {
  it('S3 another origin: it is fetched without the token, and its 401 drops nothing', async () => {
    const api = await serve(guarded);
    const other = await serve((_, response) => answer(response, 401, 'who?'));
    const fetch = over(api);
    await fetch('/x');
    expect((await fetch(`${other.url}/y`)).status).toBe(401);
    expect((await fetch(new Request(`${other.url}/y`))).status).toBe(401);
    expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    expect(server.count).toBe(1);
  });

  it('S3 a redirect to another origin: the token does not go along, and its 401 drops nothing', async () => {
    const other = await serve((_, response) => answer(response, 401, 'who?'));
    const api = await serve((request, response, body) =>
      request.url === '/away'
        ? answer(response, 302, undefined, { location: `${other.url}/y` })
        : guarded(request, response, body),
    );
    const fetch = over(api);
    expect((await fetch('/away')).status).toBe(401);
    expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect((await fetch('/x')).status).toBe(200);
    expect(server.count).toBe(1);
  });

  it('S3 addresses that look like another origin: they stay below baseUrl', async () => {
    const api = await serve(guarded);
    const fetch = over(api, { baseUrl: `${api.url}/v1/` });
    for (const address of [
      '//evil.test/x',
      '@evil.test',
      '\\\\evil.test',
      '/x',
      'x',
      '?q=1',
      'x?to=https://evil.test',
    ]) {
      const { status } = await fetch(address);
      expect(status).toBe(200);
    }
    expect(api.seen.every(({ line }) => line.startsWith('GET /v1/'))).toBe(true);
  });

  it('S3 an address of another scheme: none of ours, and no token for it', async () => {
    const api = await serve(guarded);
    await failure(over(api, { retry: false })('x2://evil.test/'));
    expect([api.seen.length, server.count]).toEqual([0, 0]);
  });

  it('a call with an Authorization of its own: it is left alone, and no token is asked for', async () => {
    const api = await serve((_, response) => answer(response, 401, 'no'));
    expect((await over(api)('/x', { headers: { Authorization: 'Basic abc' } })).status).toBe(401);
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Basic abc']);
    expect(server.count).toBe(0);
  });

  it('headers as object, list or Headers, and a URL object: all arrive', async () => {
    const api = await serve(guarded);
    const fetch = over(api);
    await fetch('/x', { headers: { 'X-A': '1' } });
    await fetch(new URL(`${api.url}/x`), { headers: [['X-A', '1']] });
    await fetch('/x', { headers: new Headers({ 'X-A': '1' }) });
    expect(api.seen.map(({ headers }) => headers['x-a'])).toEqual(['1', '1', '1']);
  });
});

describe('options', () => {
  it.each([
    ['tokens missing', { tokens: undefined }, /^authorizedFetch: `tokens` is missing. Pass a token source/],
    ['a token in place of a source', { tokens: 'canary' }, /`tokens` cannot be a string/],
    ['baseUrl missing', { baseUrl: undefined }, /`baseUrl` is missing/],
    ['baseUrl relative', { baseUrl: '/api' }, /`baseUrl` is not a URL/],
    ['timeout zero', { timeout: 0 }, /`timeout` is 0/],
    ['tryTimeout zero', { tryTimeout: 0 }, /`tryTimeout` is 0/],
    ['retry.limit a fraction', { retry: 1.5 }, /`retry.limit` is 1.5/],
  ])('%s: a TypeError that says what to pass', (_, options, message) => {
    const build = () =>
      authorizedFetch({ tokens: source(), baseUrl: 'https://api.test', ...options } as AuthorizedFetchOptions);
    expect(build).toThrow(TypeError);
    expect(build).toThrow(message);
    expect(build).not.toThrow(/canary/);
  });
});
