import { authorizedFetch, isConnectionError, isReplayError } from '@guichet/runtime';
import { type Checks, equal, failure, ok, passed, pause } from '../check.ts';
import { openApi, openTokens, realTokens } from '../tokens.ts';

const bodies = (): Record<string, BodyInit> => ({
  text: 'text',
  Blob: new Blob(['text']),
  bytes: new TextEncoder().encode('text'),
  form: new URLSearchParams({ text: '' }),
});

/** An API in memory that answers 503 first, with these headers. */
function flaky(headers: Record<string, string>, init: RequestInit = {}) {
  const { server, tokens } = openTokens();
  const { api, seen } = openApi(
    server,
    (_, count) => (count === 1 ? new Response('no', { status: 503, headers }) : Response.json({})),
    { tokens, retry: { limit: 1, delay: 1, maxRetryAfter: 600 } },
  );
  return { call: () => api('/x', init), seen };
}

export const replays: Checks = {
  'R1 a POST is replayed with its whole body, on real sockets': async ({ addresses: { api } }) => {
    for (const [kind, body] of Object.entries(bodies())) {
      const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api });
      await (await client('/things')).text();
      await fetch(`${api}/revoke`, { method: 'POST' });
      const response = await client('/echo', { method: 'POST', body });
      equal(response.status, 200, kind);
      equal(((await response.json()) as { body: string }).body.slice(0, 4), 'text', kind);
    }
  },

  'R1 a one-shot stream is never replayed: a clear error, and the next call has a new token': async ({
    addresses: { api },
  }) => {
    const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api });
    await (await client('/things')).text();
    await fetch(`${api}/revoke`, { method: 'POST' });
    const stream = () => new Blob(['text']).stream();
    ok(isReplayError(await failure(client('/echo', { method: 'POST', body: stream() }))), 'a ReplayError');
    const response = await client('/echo', { method: 'POST', body: stream() });
    equal(((await response.json()) as { body: string }).body, 'text');
  },

  'R2 the replay carries the new token': async () => {
    const { server, tokens } = openTokens();
    const { api, seen, guarded } = openApi(server, (request) => guarded(request), { tokens });
    await api('/warm');
    server.revoke();
    await api('/x');
    equal(seen.map(({ authorization }) => authorization).slice(1), ['Bearer test-token-1', 'Bearer test-token-2']);
  },

  'R3 bodies of discarded responses are let go of: after ten of them no socket stays behind': async ({
    addresses: { api },
  }) => {
    const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api, retry: { limit: 1, delay: 1 } });
    const sockets = async () => Number(await (await fetch(`${api}/sockets`)).text());
    const before = await sockets();
    for (let n = 0; n < 10; n += 1) equal(await (await client(`/flaky/${crypto.randomUUID()}`)).text(), 'better');
    await pause(100);
    const left = (await sockets()) - before;
    ok(left <= 3, `at most three more sockets are open (${left})`);
  },

  'R4 a broken connection: GET is tried again, POST is not': async ({ runtime, addresses: { api } }) => {
    let sent = 0;
    const client = authorizedFetch({
      tokens: realTokens(api),
      baseUrl: api,
      retry: { limit: 1, delay: 1 },
      fetch: (input, init) => {
        sent += 1;
        return fetch(input, init);
      },
    });
    equal(await (await client(`/broken/${crypto.randomUUID()}`)).text(), 'better');
    sent = 0;
    const write = client(`/broken/${crypto.randomUUID()}`, { method: 'POST', body: 'text' });
    const outcome = await write.then(
      (response) => response.text(),
      (error: unknown) => isConnectionError(error),
    );
    equal(sent, 1, 'tries');
    // Deno's own fetch sends it again where a connection that was kept alive breaks; nobody above it can tell.
    if (runtime !== 'deno') equal(outcome, true, 'a ConnectionError');
  },

  'R4 POST on 503: once; with an Idempotency-Key, again': async () => {
    const once = flaky({}, { method: 'POST', body: 'text' });
    equal((await once.call()).status, 503);
    equal(once.seen.length, 1, 'tries');
    const again = flaky({}, { method: 'POST', body: 'text', headers: { 'idempotency-key': 'k' } });
    equal((await again.call()).status, 200);
    equal(
      again.seen.map(({ body }) => body),
      ['text', 'text'],
    );
  },

  'R5 Retry-After: seconds are waited, a past date is not, garbage is passed over, the absurd is capped': async () => {
    const waits: number[] = [];
    for (const value of ['1', new Date(Date.now() - 5000).toUTCString(), 'soon', '86400']) {
      const { call, seen } = flaky({ 'retry-after': value });
      const called = call();
      waits.push(await passed(called, [550, 2000]));
      equal((await called).status, 200);
      equal(seen.length, 2, 'tries');
    }
    // A second is above the longest wait that was allowed, and so is a day.
    equal(waits, [550, 0, 0, 550], 'the last of 550 and 2,000 ms that had passed');
  },
};
