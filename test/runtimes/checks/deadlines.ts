import { authorizedFetch, isTimeoutError } from '@guichet/runtime';
import { type Checks, equal, failure, matches, ok, passed, pause } from '../check.ts';
import { openTokens, realTokens } from '../tokens.ts';

/** A call for each phase in which it can be kept waiting; real sockets, except for the token. */
function phases(api: string, timeout: number) {
  const { server, tokens } = openTokens();
  server.stall();
  const client = authorizedFetch({
    tokens: realTokens(api),
    baseUrl: api,
    timeout,
    retry: { limit: 50, delay: 200, maxDelay: 200 },
  });
  return {
    'waiting for a token': (init: RequestInit) =>
      authorizedFetch({ tokens, baseUrl: api, timeout, retry: false })('/things', init),
    'waiting for the answer': (init: RequestInit) => client('/hang', init),
    'waiting to try again': (init: RequestInit) => client('/busy', init),
    'reading the body': async (init: RequestInit) => (await client('/half', init)).text(),
  };
}

export const deadlines: Checks = {
  'R6 one deadline covers token, answer, waits and body': async ({ addresses: { api } }) => {
    for (const [phase, call] of Object.entries(phases(api, 400))) {
      const called = call({});
      const [error, mark] = await Promise.all([failure(called), passed(called, [350, 900])]);
      ok(isTimeoutError(error), `${phase}: a TimeoutError (${String(error)})`);
      // Between two waits there is a try.
      const named = phase === 'waiting to try again' ? /waiting (to try again|for the answer)/ : new RegExp(phase);
      matches(error, named);
      equal(mark, 350, `${phase}: after 400 ms, between 350 and 900`);
    }
  },

  "R7 a caller's abort ends the call at once, in each phase, with the caller's reason": async ({
    addresses: { api },
  }) => {
    for (const [phase, call] of Object.entries(phases(api, 10_000))) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const called = call({ signal: controller.signal });
      const failed = failure(called);
      await pause(200);
      controller.abort(reason);
      equal(await passed(called, [500]), 0, `${phase}: at once, not after 500 ms`);
      const error = await failed;
      ok(error === reason, `${phase}: the caller's reason (${String(error)})`);
    }
  },

  'R7 aborted before the call: nothing is sent': async () => {
    const { server, tokens } = openTokens();
    const client = authorizedFetch({
      tokens,
      baseUrl: 'https://api.test',
      fetch: () => Promise.reject(new Error('x')),
    });
    const reason = new Error('never mind');
    ok((await failure(client('/x', { signal: AbortSignal.abort(reason) }))) === reason, "the caller's reason");
    equal(server.count, 0, 'token requests');
  },
};
