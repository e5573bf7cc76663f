import { afterEach, describe, expect, it } from 'vitest';
import { type AuthorizedFetchOptions, authorizedFetch, isConnectionError } from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { clientCredentials } from '@guichet/runtime';
import { retryAfterOf } from '../../src/transport/limits.ts';
import { type Api, type Handler, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

let api: Api;
afterEach(() => api?.close());

async function over(handler: Handler, options: Partial<AuthorizedFetchOptions> = {}) {
  api = await openApi(handler);
  const server = new TokenServer();
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'a',
    clientSecret: 'b',
    fetch: server.fetch,
  });
  return authorizedFetch({ tokens, baseUrl: api.url, retry: { delay: 1 }, ...options });
}

/** Answers these statuses in turn, then 200. */
const inTurn = (statuses: number[], headers: Record<string, string> = {}): Handler => {
  const left = [...statuses];
  return (_, response) => answer(response, left.shift() ?? 200, 'body', headers);
};

describe('what is tried again', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('R4 %s on 503: it is', async (method) => {
    const fetch = await over(inTurn([503, 503]));
    expect((await fetch('/x', { method })).status).toBe(200);
    expect(api.seen).toHaveLength(3);
  });

  it.each(['POST', 'PATCH'])('R4 %s on 503: it is not', async (method) => {
    const fetch = await over(inTurn([503]));
    expect((await fetch('/x', { method, body: 'b' })).status).toBe(503);
    expect(api.seen).toHaveLength(1);
  });

  it.each(['POST', 'PATCH'])('R4 %s with an Idempotency-Key on 503: it is, with its body and key', async (method) => {
    const fetch = await over(inTurn([503]));
    expect((await fetch('/x', { method, body: 'b', headers: { 'Idempotency-Key': 'k1' } })).status).toBe(200);
    expect(api.seen.map(({ body, headers }) => [body, headers['idempotency-key']])).toEqual([
      ['b', 'k1'],
      ['b', 'k1'],
    ]);
  });

  it.each([408, 429, 500, 502, 503, 504])('R4 status %i: it is', async (status) => {
    const fetch = await over(inTurn([status]));
    expect((await fetch('/x')).status).toBe(200);
  });

  it.each([400, 404, 409, 422, 501])('R4 status %i: it is not', async (status) => {
    const fetch = await over(inTurn([status]));
    expect((await fetch('/x')).status).toBe(status);
  });

  it('R4 a broken connection on GET: it is; on POST: a ConnectionError at once', async () => {
    let n = 0;
    const fetch = await over((request, response) =>
      ++n % 2 === 1 ? request.socket.destroy() : answer(response, 200, 'ok'),
    );
    expect((await fetch('/x')).status).toBe(200);
    const error = await failure(fetch('/x', { method: 'POST', body: 'b' }));
    expect(isConnectionError(error)).toBe(true);
    expect(error).toMatchObject({ host: new URL(api.url).host });
    expect(String(error)).not.toMatch(/fetch failed/);
    expect(n).toBe(3);
  });

  it('R1 a stream with an Idempotency-Key on 503: never sent again, the 503 comes back', async () => {
    const fetch = await over(inTurn([503]));
    const response = await fetch('/x', {
      method: 'POST',
      body: new Blob(['b']).stream(),
      headers: { 'idempotency-key': 'k' },
    });
    expect(response.status).toBe(503);
    expect(api.seen).toHaveLength(1);
  });

  it('tries run out: the last response comes back, with its body', async () => {
    const fetch = await over(inTurn([500, 502, 503, 504]), { retry: { limit: 2, delay: 1 } });
    const response = await fetch('/x');
    expect([response.status, await response.text()]).toEqual([503, 'body']);
    expect(api.seen).toHaveLength(3);
  });

  it('tries run out on broken connections: the error of the last one', async () => {
    const fetch = await over((request) => request.socket.destroy(), { retry: { limit: 1, delay: 1 } });
    expect(isConnectionError(await failure(fetch('/x')))).toBe(true);
    expect(api.seen).toHaveLength(2);
  });

  it.each([0, false] as const)('retry: %s: one try', async (retry) => {
    const fetch = await over(inTurn([503]), { retry });
    expect((await fetch('/x')).status).toBe(503);
    expect(api.seen).toHaveLength(1);
  });

  it('a call that is wrong in itself: the TypeError comes through, and is not tried again', async () => {
    const fetch = await over(inTurn([]));
    await expect(fetch('/x', { headers: { 'bad name': '1' } })).rejects.toThrow(TypeError);
    expect(api.seen).toHaveLength(0);
  });
});

const took = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

describe('Retry-After', () => {
  it('R5 seconds: they are waited', async () => {
    const fetch = await over(inTurn([429], { 'retry-after': '1' }));
    expect(await took(() => fetch('/x'))).toBeGreaterThanOrEqual(990);
  });

  it('R5 a date: it is waited for', async () => {
    const fetch = await over((request, response, body) =>
      inTurn([api.seen.length > 1 ? 200 : 503], { 'retry-after': new Date(Date.now() + 2000).toUTCString() })(
        request,
        response,
        body,
      ),
    );
    expect(await took(() => fetch('/x'))).toBeGreaterThanOrEqual(900);
  });

  it.each([
    ['a past date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['garbage', 'soon'],
    ['a negative number', '-5'],
    ['a fraction', '1.5e9'],
    ['nothing', ''],
  ])('R5 %s: tried again without a long wait', async (_, value) => {
    const fetch = await over(inTurn([503], { 'retry-after': value }));
    expect(await took(() => fetch('/x'))).toBeLessThan(10_000);
    expect(api.seen).toHaveLength(2);
  });

  it('R5 an absurd value: it is capped', async () => {
    const fetch = await over(inTurn([429], { 'retry-after': '86400' }), { retry: { maxRetryAfter: 100 } });
    const ms = await took(() => fetch('/x'));
    expect(ms).toBeGreaterThanOrEqual(95);
    expect(ms).toBeLessThan(10_000);
    expect(api.seen).toHaveLength(2);
  });

  it('R5 a wait beyond the deadline: the answer comes back at once', async () => {
    const fetch = await over(inTurn([429], { 'retry-after': '30' }), { timeout: 20_000 });
    expect(await took(async () => expect((await fetch('/x')).status).toBe(429))).toBeLessThan(10_000);
    expect(api.seen).toHaveLength(1);
  });

  it.each([
    ['120', 120],
    ['0', 0],
    [new Date(1_000_000_000_000 + 5000).toUTCString(), 5],
    [new Date(0).toUTCString(), 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('reads %j as %s seconds', (value, expected) => {
    expect(retryAfterOf(new Headers({ 'retry-after': value }), 1_000_000_000_000)).toBe(expected);
  });
});

describe('discarded responses', () => {
  it('R3 ten calls with two retries each: the bodies are let go of, and one socket serves them all', async () => {
    let n = 0;
    const fetch = await over((_, response) => answer(response, ++n % 3 === 0 ? 200 : 503, 'x'.repeat(20_000)));
    for (let call = 0; call < 10; call += 1) await (await fetch('/x')).text();
    expect(api.seen).toHaveLength(30);
    expect(api.sockets()).toBeLessThanOrEqual(2);
  });

  it('R3 a discarded body without an end: it is cut off, and the call goes on', async () => {
    let n = 0;
    let closed = 0;
    const fetch = await over((_, response) => {
      if (++n > 1) return answer(response, 200, 'ok');
      response.on('close', () => (closed += 1));
      response.writeHead(503);
      response.write('x'.repeat(1000));
    });
    expect(await (await fetch('/x')).text()).toBe('ok');
    await expect.poll(() => closed).toBe(1);
  });
});

describe('a failure that the next try would meet again', () => {
  const failing = (...codes: string[]) => {
    let tries = 0;
    const fetch = authorizedFetch({
      tokens: { getToken: () => Promise.reject(new Error('not asked')), invalidate: () => {} },
      baseUrl: 'https://elsewhere.test',
      retry: { delay: 1 },
      fetch: async () => {
        const code = codes[Math.min(tries, codes.length - 1)];
        tries += 1;
        throw Object.assign(new TypeError('fetch failed'), { cause: { code } });
      },
    });
    return { call: () => failure(fetch('https://api.test/x')), tries: () => tries };
  };

  it.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'EPROTO', 'PROXY_407'])(
    '%s: a ConnectionError at once',
    async (code) => {
      const { call, tries } = failing(code);
      expect(await call()).toMatchObject({ code: 'CONNECTION_ERROR', reason: code });
      expect(tries()).toBe(1);
    },
  );

  it('after one that passes: no third try', async () => {
    const { call, tries } = failing('ECONNRESET', 'CERT_HAS_EXPIRED');
    expect(await call()).toMatchObject({ reason: 'CERT_HAS_EXPIRED' });
    expect(tries()).toBe(2);
  });

  it.each(['ECONNRESET', 'PROXY_502', 'EAI_AGAIN'])('%s passes: three tries', async (code) => {
    const { call, tries } = failing(code);
    expect(await call()).toMatchObject({ reason: code });
    expect(tries()).toBe(3);
  });
});
