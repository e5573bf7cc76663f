import { type AccessToken, authorizedFetch, isTimeoutError, isTokenError, memoryStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { type Checks, equal, failure, ok, pause, times } from '../check.ts';
import { openFakeTokens, openTokens, realTokens } from '../tokens.ts';

const values = (tokens: readonly AccessToken[]): string[] => [...new Set(tokens.map((token) => token.value))];

export const storms: Checks = {
  'C1 cold herd: 1,000 concurrent first calls make one token request': async () => {
    const { server, tokens } = openTokens();
    equal(values(await times(1000, () => tokens.getToken())), ['test-token-1']);
    equal(server.count, 1, 'token requests');
  },

  'C1 cold herd on real sockets: 100 calls, one token request': async ({ addresses: { api } }) => {
    const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api });
    const before = await tokenRequests(api);
    const statuses = await times(100, async () => {
      const response = await client('/things');
      await response.text();
      return response.status;
    });
    equal([...new Set(statuses)], [200], 'statuses');
    equal((await tokenRequests(api)) - before, 1, 'token requests');
  },

  'C2 revocation herd: 1,000 calls get 401 over 2 s; one token request, and every call succeeds': async () => {
    const { server, tokens } = openTokens();
    const api = authorizedFetch({
      tokens,
      baseUrl: 'https://api.test',
      retry: false,
      fetch: async (_, init) => {
        const { authorization } = (init?.headers ?? {}) as Record<string, string>;
        const accepted = server.accepts(authorization);
        await pause(accepted ? 1 : Math.random() * 2000);
        return accepted ? Response.json({ ok: true }) : new Response('no', { status: 401 });
      },
    });
    await api('/warm');
    server.revoke();
    equal([...new Set(await times(1000, async () => (await api('/things')).status))], [200], 'statuses');
    equal(server.count, 2, 'token requests');
  },

  'C3 a late 401 for an old token: the newer one stays': async () => {
    const { server, tokens } = openTokens();
    const old = await tokens.getToken();
    tokens.invalidate(old);
    const current = await tokens.getToken();
    tokens.invalidate(old);
    ok((await tokens.getToken()) === current, 'the newer token is handed out');
    equal(server.count, 2, 'token requests');
  },

  'C4 a slow old refresh comes in after a newer token: it is thrown away': async () => {
    const clock = new FakeClock();
    const answers: ((value: string) => void)[] = [];
    const { tokens } = openTokens({
      clock,
      timeout: 1000,
      // Deaf to its signal, as some fetches are.
      fetch: () =>
        new Promise((resolve) => {
          answers.push((value) =>
            resolve(Response.json({ access_token: value, token_type: 'Bearer', expires_in: 900 })),
          );
        }),
    });
    const slow = failure(tokens.getToken());
    await clock.advance(1000);
    ok(isTimeoutError(await slow), 'the first attempt ends by its deadline');
    const quick = tokens.getToken();
    await clock.advance(900);
    answers[1]?.('new');
    equal((await quick).value, 'new');
    answers[0]?.('old');
    await pause(20);
    equal((await tokens.getToken()).value, 'new');
  },

  "C5 one caller's abort: it ends with its own reason, the others get the token of the same request": async () => {
    const { server, tokens } = openTokens();
    server.stall();
    const controller = new AbortController();
    const reason = new Error('I have changed my mind');
    const impatient = failure(tokens.getToken({ signal: controller.signal }));
    const patient = tokens.getToken();
    controller.abort(reason);
    ok((await impatient) === reason, "it ends with the caller's reason");
    server.resume();
    equal((await patient).value, 'test-token-1');
    equal(server.count, 1, 'token requests');
  },

  'C6 a token endpoint that hangs: the attempt ends by its deadline, and the next call starts a new one': async () => {
    const { server, tokens } = openTokens({ timeout: 400 });
    server.stall();
    ok(isTimeoutError(await failure(tokens.getToken())), 'a TimeoutError');
    server.resume();
    equal((await tokens.getToken()).value, 'test-token-2');
  },

  'C7 a failed attempt: the next call asks again, after a short back-off': async () => {
    const { server, tokens } = openTokens();
    server.fail('server_error', { status: 500 });
    ok(isTokenError(await failure(tokens.getToken())), 'a TokenError');
    equal((await tokens.getToken()).value, 'test-token-1');
    equal(server.count, 2, 'token requests');
  },

  'C8 a background renewal fails: the valid token stays': async () => {
    const { clock, server, tokens } = openFakeTokens({ server: { lifetime: 100 } });
    await tokens.getToken();
    server.fail('server_error', { status: 500 });
    await clock.advance(85_000);
    equal((await tokens.getToken()).value, 'test-token-1');
    await pause(20);
    equal(server.count, 2, 'token requests');
    equal((await tokens.getToken()).value, 'test-token-1');
  },

  'C9 two scopes: a token each, and a token at hand with both and more is reused': async () => {
    const { server, tokens } = openTokens();
    const [a, b] = await Promise.all([tokens.getToken({ scopes: ['a'] }), tokens.getToken({ scopes: ['b'] })]);
    ok(a.value !== b.value, 'two tokens');
    const both = await tokens.getToken({ scopes: ['a', 'c'] });
    equal((await tokens.getToken({ scopes: ['c'] })).value, both.value);
    equal(
      server.requests.map(({ scope }) => scope),
      ['a', 'b', 'a c'],
      'scopes asked',
    );
  },

  'C10 eight cold sources that share a store: one token request': async () => {
    const { server, tokens } = openTokens();
    const store = memoryStore();
    const sources = Array.from({ length: 8 }, () =>
      openTokens({ store, tokenUrl: server.tokenUrl, fetch: server.fetch }),
    );
    equal(values(await Promise.all(sources.map((source) => source.tokens.getToken()))), ['test-token-1']);
    equal(server.count, 1, 'token requests');
    ok((await tokens.getToken()).value === 'test-token-2', 'one that does not share it asks itself');
  },
};

/** How many the real token endpoint has had. */
async function tokenRequests(api: string): Promise<number> {
  return Number(await (await fetch(`${api}/count`)).text());
}
