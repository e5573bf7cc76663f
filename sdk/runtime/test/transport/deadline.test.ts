import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type TimeoutError,
  authorizedFetch,
  clientCredentials,
  createTransport,
  isConnectionError,
  isTimeoutError,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { type Api, type Handler, answer, openApi } from '../support/api.ts';
import { failure, pause } from '../support/wait.ts';

let api: Api;
afterEach(() => (api.server.listening ? api.close() : undefined));

/** So late may an end be, in milliseconds. */
const slack = 50;

/** How late something ended, in milliseconds: the least of three times, since a busy machine may stop all of us now and then. */
async function lateness(measure: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let n = 0; n < 3 && least >= slack; n += 1) least = Math.min(least, await measure());
  return least;
}

/** Each phase in which a call can hang. */
const phases: [phase: string, said: string, handler: Handler, stall: boolean][] = [
  ['token', 'waiting for a token', (_, response) => answer(response, 200), true],
  ['answer', 'waiting for the answer', () => {}, false],
  ['wait', 'waiting to try again', (_, response) => answer(response, 503, 'no'), false],
  [
    'body',
    'reading the body',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"half":');
    },
    false,
  ],
];

async function over(handler: Handler, stall: boolean, timeout: number) {
  api = await openApi(handler);
  const server = new TokenServer();
  if (stall) server.stall();
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'a',
    clientSecret: 'b',
    fetch: server.fetch,
  });
  // Without jitter's luck: every wait is far longer than the deadline.
  const random = Math.random;
  Math.random = () => 0.99;
  const restore = () => (Math.random = random);
  const options = { tokens, baseUrl: api.url, timeout, retry: { delay: 20_000, maxDelay: 20_000 } };
  return { fetch: authorizedFetch(options), client: createTransport(options), restore };
}

describe.each(phases)('in the phase %s', (_, said, handler, stall) => {
  it.each(['authorizedFetch', 'client'] as const)(
    'R6 the total deadline of %s passes within 50 ms of its time',
    async (kind) => {
      const { fetch, client, restore } = await over(handler, stall, 250);
      const late = await lateness(async () => {
        // Measured against a plain timer, so that a busy machine delays both.
        const start = performance.now();
        const due = pause(250).then(() => performance.now());
        const call =
          kind === 'client'
            ? client.get({ url: '/x', security: [1] })
            : fetch('/x?secret=1').then((response) => response.json());
        const error = await failure(call);
        const end = performance.now();
        expect(isTimeoutError(error)).toBe(true);
        expect((error as TimeoutError).timeout).toBe(250);
        expect(String(error)).toContain(`GET ${api.url}/x took longer than 250 ms; it was ${said}.`);
        expect(end - start).toBeGreaterThanOrEqual(240);
        return end - (await due);
      });
      restore();
      expect(late).toBeLessThan(slack);
    },
  );

  it.each(['authorizedFetch', 'client'] as const)(
    "R7 the caller's abort ends %s at once, with the caller's reason",
    async (kind) => {
      const { fetch, client, restore } = await over(handler, stall, 5000);
      const late = await lateness(async () => {
        const controller = new AbortController();
        const reason = { mine: true };
        const { signal } = controller;
        const call =
          kind === 'client'
            ? client.get({ url: '/x', security: [1], signal })
            : fetch('/x', { signal }).then((response) => response.text());
        const failed = failure(call);
        await pause(100);
        const aborted = performance.now();
        controller.abort(reason);
        expect(await failed).toBe(reason);
        expect(getEventListeners(signal, 'abort')).toEqual([]);
        return performance.now() - aborted;
      });
      restore();
      expect(late).toBeLessThan(slack);
    },
  );
});

const ok: Handler = (_, response) => answer(response, 200, { ok: true });

describe('the caller', () => {
  it('R7 aborted before the call: nothing is sent', async () => {
    const { fetch, client, restore } = await over(ok, false, 1000);
    restore();
    const signal = AbortSignal.abort('too late');
    expect(await failure(fetch('/x', { signal }))).toBe('too late');
    expect(await failure(client.get({ url: '/x', signal }))).toBe('too late');
    expect(api.seen).toEqual([]);
  });

  it('a signal that lives long: no listener stays behind', async () => {
    const { fetch, client, restore } = await over(ok, false, 1000);
    restore();
    const { signal } = new AbortController();
    for (let n = 0; n < 20; n += 1) {
      await (await fetch('/x', { signal })).json();
      await client.get({ url: '/x', signal });
    }
    const nowhere = await over(ok, false, 1000);
    nowhere.restore();
    await api.close();
    await failure(nowhere.fetch('/x', { signal, method: 'POST' }));
    await failure(nowhere.client.post({ url: '/x', signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('a body read within the deadline: the deadline ends with it', async () => {
    const { fetch, restore } = await over(ok, false, 100);
    restore();
    const response = await fetch('/x');
    expect(await response.json()).toEqual({ ok: true });
    await pause(150);
    expect(response.bodyUsed).toBe(true);
  });

  it('the connection breaks in the middle of a body: a ConnectionError, no bare "terminated"', async () => {
    const { fetch, client, restore } = await over(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
      false,
      1000,
    );
    restore();
    for (const call of [async () => (await fetch('/x')).text(), () => client.get({ url: '/x', retry: false })]) {
      const error = await failure(call());
      expect(isConnectionError(error)).toBe(true);
      expect(String(error)).not.toMatch(/terminated/);
    }
  });
});
