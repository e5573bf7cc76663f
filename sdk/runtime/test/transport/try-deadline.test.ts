import { afterEach, describe, expect, it } from 'vitest';
import { authorizedFetch, createTransport, isTimeoutError } from '@guichet/runtime';
import { type Api, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';
import { over } from '../support/watched.ts';

let api: Api;
afterEach(() => api?.close());

describe('the deadline of a try', () => {
  it('a try that hangs: it is given up, and the next one succeeds', async () => {
    api = await openApi((_, response) => api.seen.length > 1 && answer(response, 200, { ok: true }));
    const client = createTransport({ baseUrl: api.url, tryTimeout: 100, retry: { delay: 1 } });
    expect(await client.get({ url: '/x' })).toEqual({ ok: true });
    expect(api.seen).toHaveLength(2);
  });

  it('a body that stalls: the same', async () => {
    api = await openApi((_, response) => {
      if (api.seen.length > 1) return answer(response, 200, { ok: true });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"ok":');
    });
    const client = createTransport({ baseUrl: api.url, tryTimeout: 100, retry: { delay: 1 } });
    expect(await client.get({ url: '/x' })).toEqual({ ok: true });
  });

  it('all tries hang: a TimeoutError that names the option, after as many tries as the policy has', async () => {
    api = await openApi(() => {});
    const client = createTransport({ baseUrl: api.url, tryTimeout: 50, retry: { limit: 1, delay: 1 } });
    const error = await failure(client.get({ url: '/x' }));
    expect(isTimeoutError(error) && error.timeout).toBe(50);
    expect(String(error)).toMatch(/^TimeoutError: A try of GET .*\/x took longer than 50 ms; .*raise `tryTimeout`/);
    expect(api.seen).toHaveLength(2);
  });

  it('R4 a write: it is not tried again', async () => {
    api = await openApi(() => {});
    const client = createTransport({ baseUrl: api.url, tryTimeout: 50, retry: { delay: 1 } });
    expect(isTimeoutError(await failure(client.post({ url: '/x', body: {} })))).toBe(true);
    expect(api.seen).toHaveLength(1);
  });

  it('R6 the deadline of the call still holds over all tries', async () => {
    api = await openApi(() => {});
    const client = createTransport({ baseUrl: api.url, tryTimeout: 80, timeout: 200, retry: { limit: 9, delay: 1 } });
    const error = await failure(client.get({ url: '/x' }));
    expect(isTimeoutError(error) && error.timeout).toBe(200);
    // Of ten tries of 80 ms, as many as begin within 200 ms.
    expect(api.seen.length).toBeLessThanOrEqual(3);
  });

  it("R7 the caller's abort ends the try with the caller's reason", async () => {
    api = await openApi(() => {});
    const client = createTransport({ baseUrl: api.url, tryTimeout: 5000 });
    const controller = new AbortController();
    const failed = failure(client.get({ url: '/x', signal: controller.signal }));
    setTimeout(() => controller.abort('enough'), 30);
    expect(await failed).toBe('enough');
  });

  it('authorizedFetch: it ends when the answer begins, and the deadline of the call holds for the body', async () => {
    api = await openApi((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('slow');
      setTimeout(() => response.end('ly'), 150);
    });
    const tokens = { getToken: async () => Promise.reject(new Error('not asked')), invalidate: () => {} };
    const fetch = authorizedFetch({ tokens, baseUrl: 'https://elsewhere.test', tryTimeout: 80, timeout: 2000 });
    expect(await (await fetch(`${api.url}/x`)).text()).toBe('slowly');
  });

  it('of one call: it overrides that of the client', async () => {
    const hanging = ({ signal }: Request) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const { client } = over([hanging], { tryTimeout: 60_000, retry: false });
    const error = await failure(
      Promise.race([client.get({ url: '/x', tryTimeout: 20 }), new Promise((resolve) => setTimeout(resolve, 10_000))]),
    );
    expect(isTimeoutError(error)).toBe(true);
  });
});

describe('a body that breaks', () => {
  it('R4 a read: it is tried again as a whole', async () => {
    api = await openApi((_, response) => {
      if (api.seen.length > 1) return answer(response, 200, { ok: true });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    });
    const client = createTransport({ baseUrl: api.url, retry: { delay: 1 } });
    expect(await client.get({ url: '/x' })).toEqual({ ok: true });
  });

  it('R4 a write: it is not', async () => {
    api = await openApi((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    });
    const client = createTransport({ baseUrl: api.url, retry: { delay: 1 } });
    expect(await failure(client.post({ url: '/x', body: {} }))).toMatchObject({ code: 'CONNECTION_ERROR' });
    expect(api.seen).toHaveLength(1);
  });
});
