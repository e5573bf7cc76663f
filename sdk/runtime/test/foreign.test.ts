import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  AccessToken,
  type TransportOptions,
  clientCredentials,
  clientSecretPost,
  createTransport,
  isTimeoutError,
  isTokenError,
  memoryStore,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { answer, openApi } from './support/api.ts';
import { failure } from './support/wait.ts';
import { collected, origin, over, secured } from './support/watched.ts';

const ok = () => Response.json({});
const never = () => new Promise<never>(() => {});
const coded = (code: string) => Object.assign(new Error(code), { code });

describe('functions of the caller that hang', () => {
  const token = new AccessToken({ value: 't', requestedAt: 0, expiresAt: 1e15 });
  it.each<[string, Partial<TransportOptions>]>([
    ['beforeRequest', { hooks: { beforeRequest: never } }],
    ['afterResponse', { hooks: { afterResponse: never } }],
    ['validate', { validate: never }],
    ['a token source', { tokens: { getToken: never, invalidate: () => {} } }],
    ['a fetch', { fetch: never }],
  ])('R6 R7 %s: the deadline ends the call, and so does the caller', async (_, options) => {
    const { client } = over([ok], { tokens: { getToken: async () => token, invalidate: () => {} }, ...options });
    const start = performance.now();
    expect(isTimeoutError(await failure(client.get({ url: '/x', security: secured, timeout: 60 })))).toBe(true);
    const stopped = failure(client.get({ url: '/x', security: secured, signal: AbortSignal.timeout(60) }));
    expect(await stopped).toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('functions of the caller that throw', () => {
  it.each<[string, Partial<TransportOptions>]>([
    ['beforeRequest', { hooks: { beforeRequest: () => Promise.reject(coded('ENOSPC')) } }],
    ['afterResponse', { hooks: { afterResponse: () => Promise.reject(coded('ENOSPC')) } }],
    ['userToken', { userToken: () => Promise.reject(coded('ENOSPC')) }],
    ['validate', { validate: () => Promise.reject(coded('ENOSPC')) }],
  ])('R4 %s with a code of the system: its own error, and no further try', async (_, options) => {
    const { client, requests } = over([ok], options);
    expect(await failure(client.get({ url: '/x', security: secured }))).toEqual(coded('ENOSPC'));
    expect(requests.length).toBeLessThanOrEqual(1);
  });

  it('client authentication: its own error, and no word of a connection', async () => {
    const server = new TokenServer();
    const tokens = clientCredentials({
      tokenUrl: server.tokenUrl,
      clientId: 'a',
      clientAuthentication: () => Promise.reject(coded('ENOENT')),
      fetch: server.fetch,
    });
    expect(await failure(tokens.getToken())).toEqual(coded('ENOENT'));
  });

  it.each([
    [
      'throws',
      () => {
        throw coded('EPIPE');
      },
    ],
    ['rejects', () => Promise.reject(coded('EPIPE'))],
  ])('a logger that %s: the call succeeds, once', async (_, debug) => {
    const { client, requests } = over([ok], { logger: { debug: debug as () => void, warn: () => {} } });
    expect(await client.post({ url: '/x', body: {}, idempotencyKey: 'k' })).toEqual({});
    expect(requests).toHaveLength(1);
  });
});

describe('scopes and tokens', () => {
  it("L1 a permanent 401 with scopes: 'operation': no token is dropped at every call", async () => {
    const facts = {
      operations: {
        'a.get': { method: 'GET', path: '/a', scopes: ['a'] },
        'b.get': { method: 'GET', path: '/b', scopes: ['b'] },
      },
    };
    const { client, server } = over([() => new Response(null, { status: 401 })], {
      contract: facts,
      scopes: 'operation',
    });
    for (let n = 0; n < 10; n += 1) {
      for (const url of ['/a', '/b']) await failure(client.get({ url, security: secured }));
    }
    expect(server.count).toBe(4);
  });

  it('C9 a superset at hand serves scopes whose own token has ended', async () => {
    const server = new TokenServer();
    const tokens = clientCredentials({
      tokenUrl: server.tokenUrl,
      clientId: 'a',
      clientSecret: 'b',
      fetch: server.fetch,
    });
    const spent = { access_token: 'spent', token_type: 'Bearer', expires_in: 0.05, scope: 'a' };
    server.lie(spent);
    await tokens.getToken({ scopes: ['a'] });
    const both = await tokens.getToken({ scopes: ['a', 'b'] });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await tokens.getToken({ scopes: ['a'] })).value).toBe(both.value);
  });

  it('the token endpoint asks for a longer wait than the attempt has: its refusal comes at once', async () => {
    const api = await openApi((_, response) => answer(response, 429, { error: 'slow_down' }, { 'retry-after': '60' }));
    const tokens = clientCredentials({ tokenUrl: `${api.url}/token`, clientId: 'a', clientSecret: 'b' });
    const start = performance.now();
    const error = await failure(tokens.getToken());
    expect(isTokenError(error) && error.status).toBe(429);
    expect(performance.now() - start).toBeLessThan(20_000);
    await api.close();
  });
});

describe('the secret of the client', () => {
  const basic = [{ type: 'http', scheme: 'basic' }];
  const formOf = (tokenUrl: string, baseUrl: string) =>
    createTransport({
      baseUrl,
      tokens: clientCredentials({ tokenUrl, clientId: 'a', clientAuthentication: clientSecretPost('canary-secret') }),
    });

  it('S3 follows no redirect', async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(chunk.toString())).on('end', () => response.end());
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const api = await openApi((_, response) =>
      answer(response, 307, undefined, { location: `http://127.0.0.1:${port}/` }),
    );
    const client = formOf(`${api.url}/token`, api.url);
    await failure(client.post({ url: '/revoke', body: 'token=x', bodySerializer: String, security: basic }));
    expect(api.seen[0]!.body).toContain('client_secret=canary-secret');
    expect(seen).toEqual([]);
    await api.close();
    other.close();
  });

  it('S1 stands in no error, though the server repeats it', async () => {
    const api = await openApi((request, response, body) =>
      answer(response, 400, { error: 'invalid_request', error_description: `your form was ${body}` }),
    );
    const client = formOf(`${api.url}/token`, api.url);
    const error = await failure(
      client.post({ url: '/revoke', body: 'token=x', bodySerializer: String, security: basic }),
    );
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
    expect(String(error)).toContain('token=x');
    await api.close();
  });

  it('S3 goes to the origin of the token endpoint alone', async () => {
    const api = await openApi((_, response) => answer(response, 200, {}));
    const client = formOf('https://issuer.test/token', api.url);
    const error = await failure(
      client.post({ url: '/revoke', body: 'token=x', bodySerializer: String, security: basic }),
    );
    expect(String(error)).toMatch(/the secret is only for https:\/\/issuer\.test\./);
    expect(api.seen).toHaveLength(0);
    await api.close();
  });
});

describe('what is refused', () => {
  it.each(['@evil.test/x', '.evil.test/x', 'x'])('S3 the path %s: it would be another host', async (url) => {
    const { client, requests } = over([ok]);
    expect(String(await failure(client.get({ url, security: secured })))).toMatch(/`url` does not begin with a slash/);
    expect(requests).toHaveLength(0);
  });

  it('S1 a header that no header carries: a TypeError without its value', async () => {
    const given = { 'x-key': 'canary-key\n' };
    expect(() => over([ok], { headers: given })).toThrow(/^Header `x-key` has characters that a header cannot carry/);
    const { client } = over([ok]);
    expect(String(await failure(client.get({ url: '/x', headers: given })))).not.toContain('canary');
    expect(() => new AccessToken({ value: 'canary\nx', requestedAt: 0, expiresAt: 1 })).toThrow(
      /^(?!.*canary).*`value`/,
    );
  });

  it('S1 a secret that JSON writes otherwise: it is redacted all the same', async () => {
    const tokens = {
      getToken: async () => new AccessToken({ value: 'canary/a+b', requestedAt: 0, expiresAt: 1e15 }),
      invalidate() {},
    };
    const { client } = over(
      [() => new Response('{"title":"No","status":400,"detail":"got canary\\/a+b"}', { status: 400 })],
      { tokens },
    );
    expect(String(await failure(client.get({ url: '/x', security: secured })))).toContain('got [redacted]');
  });

  it('S1 a long or steering error of the token endpoint: cut and cleaned, the secret gone wherever it stands', async () => {
    const { client, server } = over([ok]);
    server.fail('no\u001b[2J\n'.repeat(1000), { description: `${'x'.repeat(490)}canary-secret` });
    const error = await failure(client.get({ url: '/x', security: secured }));
    expect(String(error)).not.toMatch(/canary|\p{Cc}/u);
    expect(String(error).length).toBeLessThan(900);
  });

  it('R4 an empty Idempotency-Key, a store that is none, Headers taken as they are', async () => {
    const { client, requests } = over([ok]);
    expect(String(await failure(client.post({ url: '/x', body: {}, idempotencyKey: '' })))).toMatch(/`idempotencyKey`/);
    await client.get({ url: '/x', headers: new Headers({ 'X-A': '1' }) as never });
    expect(requests[0]!.headers.get('x-a')).toBe('1');
    const given = { tokenUrl: 'https://auth.test/token', clientId: 'a', clientSecret: 'b' };
    expect(() => clientCredentials({ ...given, store: memoryStore as never })).toThrow(/`store` cannot be a function/);
  });

  it('a wrong option of a call leaves no timer behind', async () => {
    const client = createTransport({ baseUrl: origin, logger: collected().logger });
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await failure(client.get({ url: '/x', retry: 'x' as never }));
    await failure(client.get({ url: '/x', tryTimeout: 'x' as never }));
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(before);
  });

  it('a stream that stalls: the deadline ends it', async () => {
    const api = await openApi((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('slow');
    });
    const client = createTransport({ baseUrl: api.url, timeout: 200 });
    const stream = (await client.get({ url: '/x', parseAs: 'stream' })) as unknown as ReadableStream<Uint8Array>;
    expect(isTimeoutError(await failure(new Response(stream).text()))).toBe(true);
    await api.close();
  });
});
