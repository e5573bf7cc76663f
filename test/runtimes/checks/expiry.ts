import { type Checks, equal, ok, pause, times } from '../check.ts';
import { openFakeTokens, openTokens } from '../tokens.ts';

export const expiry: Checks = {
  'E1 a token of 60 s: ten immediate calls make one request': async () => {
    const { clock, server, tokens } = openFakeTokens({ server: { lifetime: 60 } });
    for (let n = 0; n < 10; n += 1) {
      await tokens.getToken();
      await clock.advance(100);
    }
    equal(server.count, 1, 'token requests');
  },

  'E2 an expires_in that is missing, a text, NaN, negative, 0, 1e308 or a date: a token all the same': async () => {
    for (const expiresIn of [undefined, '900', 'NaN', -5, 0, 1e308, '2030-01-01T00:00:00Z', null, {}]) {
      const { server, tokens } = openTokens();
      server.lie({ access_token: 'odd', token_type: 'Bearer', expires_in: expiresIn });
      const token = await tokens.getToken();
      equal(token.value, 'odd');
      ok(!Number.isNaN(token.expiresAt), `an end by the clock for ${String(expiresIn)}`);
    }
  },

  'E3 the answer comes after 30 s: the lifetime counts from the request': async () => {
    const { clock, server, tokens } = openFakeTokens({ server: { lifetime: 60 }, timeout: 60_000 });
    server.stall();
    const sentAt = clock.now();
    const waiting = tokens.getToken();
    await pause(5);
    await clock.advance(30_000);
    server.resume();
    equal((await waiting).expiresAt, sentAt + 60_000);
  },

  'E4 past the renewal point: nobody waits while the token is valid, and one renewal runs behind': async () => {
    const { clock, server, tokens } = openFakeTokens({ server: { lifetime: 100 } });
    await tokens.getToken();
    await clock.advance(85_000);
    server.stall();
    const served = await times(100, () => tokens.getToken());
    equal([...new Set(served.map((token) => token.value))], ['test-token-1']);
    await pause(20);
    equal(server.count, 2, 'token requests');
    server.resume();
    await pause(20);
    equal((await tokens.getToken()).value, 'test-token-2');
  },
};
