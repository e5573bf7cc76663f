/* oxlint-disable no-await-in-loop -- one after the other is what is tested */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessToken, isTimeoutError, isTokenError, memoryStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { TokenCache } from '../../src/auth/token-cache.ts';
import { fakeTokens } from '../support/tokens.ts';
import { deferred, failure } from '../support/wait.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  // oxlint-disable-next-line vitest/no-standalone-expect -- true of every test here
  expect(unhandled).toEqual([]);
});

describe('many callers', () => {
  it('C1 cold herd: 1,000 concurrent first calls make one token request', async () => {
    const { server, tokens } = fakeTokens();
    const all = await Promise.all(Array.from({ length: 1000 }, () => tokens.getToken()));
    expect(server.count).toBe(1);
    expect(new Set(all.map((token) => token.value))).toEqual(new Set(['test-token-1']));
  });

  it("C5 one caller's abort: it ends with its own reason, and the others get the token of the same request", async () => {
    const { clock, server, tokens } = fakeTokens();
    server.stall();
    const controller = new AbortController();
    const reason = new Error('I have changed my mind');
    const impatient = failure(tokens.getToken({ signal: controller.signal }));
    const patient = tokens.getToken();
    await clock.advance(10);
    controller.abort(reason);
    expect(await impatient).toBe(reason);
    server.resume();
    expect((await patient).value).toBe('test-token-1');
    expect(server.count).toBe(1);
  });

  it('C5 the caller that started the request aborts before anybody else came: the token is there for the next', async () => {
    const { clock, server, tokens } = fakeTokens();
    server.stall();
    const controller = new AbortController();
    const first = failure(tokens.getToken({ signal: controller.signal }));
    controller.abort();
    await first;
    server.resume();
    await clock.advance(0);
    expect((await tokens.getToken()).value).toBe('test-token-1');
    expect(server.count).toBe(1);
  });

  it('an aborted signal: no request is made for it', async () => {
    const { server, tokens } = fakeTokens();
    await failure(tokens.getToken({ signal: AbortSignal.abort() }));
    expect(server.count).toBe(0);
  });
});

describe('a token endpoint that fails', () => {
  it('C6 it hangs: the shared attempt ends by its own deadline, and the next call starts a new one', async () => {
    const { clock, server, tokens } = fakeTokens({ timeout: 5000 });
    server.stall();
    const first = failure(tokens.getToken());
    const second = failure(tokens.getToken());
    await clock.advance(5000);
    expect(isTimeoutError(await first)).toBe(true);
    expect(await second).toBe(await first);
    server.resume();
    const third = tokens.getToken();
    await clock.advance(1000);
    expect((await third).value).toMatch(/^test-token-/);
    expect(server.count).toBe(2);
  });

  it('C7 a failed attempt: the next call asks again after a short back-off, and nothing is left unhandled', async () => {
    const { clock, server, tokens } = fakeTokens();
    server.fail('server_error', { status: 500 });
    expect(isTokenError(await failure(tokens.getToken()))).toBe(true);
    const next = tokens.getToken();
    await clock.advance(50);
    expect(server.count).toBe(1);
    await clock.advance(250);
    expect((await next).value).toBe('test-token-1');
    expect(server.count).toBe(2);
  });

  it('C7 it keeps failing: the back-off grows, and stays below five seconds', async () => {
    const { clock, server, tokens } = fakeTokens();
    server.fail('server_error', { status: 500, times: 8 });
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const before = clock.now();
      const failed = failure(tokens.getToken());
      while (server.count === n) await clock.advance(25);
      await failed;
      waits.push(clock.now() - before);
    }
    expect(waits[0]).toBeLessThanOrEqual(25);
    expect(waits[4]).toBeGreaterThan(waits[1]!);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5025);
  });

  it('C8 a background renewal fails: the valid token stays, and renewal is tried again', async () => {
    const { clock, server, tokens } = fakeTokens({ server: { lifetime: 100 } });
    await tokens.getToken();
    server.fail('server_error', { status: 500 });
    await clock.advance(85_000);
    expect((await tokens.getToken()).value).toBe('test-token-1');
    await clock.advance(0);
    expect(server.count).toBe(2);
    // Within the back-off nobody asks.
    expect((await tokens.getToken()).value).toBe('test-token-1');
    await clock.advance(0);
    expect(server.count).toBe(2);
    await clock.advance(1000);
    expect((await tokens.getToken()).value).toBe('test-token-1');
    await clock.advance(0);
    expect((await tokens.getToken()).value).toBe('test-token-2');
  });
});

describe('late answers', () => {
  it('C3 a late 401 for an old token: the newer one stays', async () => {
    const { server, tokens } = fakeTokens();
    const old = await tokens.getToken();
    tokens.invalidate(old);
    const current = await tokens.getToken();
    tokens.invalidate(old);
    expect(await tokens.getToken()).toBe(current);
    expect(server.count).toBe(2);
  });

  it('C4 a slow old refresh comes in after a newer token: it is thrown away', async () => {
    const clock = new FakeClock();
    const answers: ReturnType<typeof deferred<AccessToken>>[] = [];
    const token = (value: string) =>
      new AccessToken({ value, requestedAt: clock.now(), expiresAt: clock.now() + 900_000 });
    const store = memoryStore();
    const cache = new TokenCache({
      clock,
      store,
      timeout: 1000,
      // Deaf to its signal, as some fetches are.
      request() {
        const answer = deferred<AccessToken>();
        answers.push(answer);
        return answer.promise;
      },
    });
    const slow = failure(cache.get('key', undefined));
    await clock.advance(1000);
    expect(isTimeoutError(await slow)).toBe(true);
    const quick = cache.get('key', undefined);
    await clock.advance(1000 - 1);
    answers[1]!.resolve(token('new'));
    expect((await quick).value).toBe('new');
    answers[0]!.resolve(token('old'));
    await clock.advance(10);
    expect((await cache.get('key', undefined)).value).toBe('new');
    expect((await store.get('key'))?.value).toBe('new');
  });
});

describe('expiry', () => {
  it('E1 a token of 60 s: ten immediate calls make one request', async () => {
    const { clock, server, tokens } = fakeTokens({ server: { lifetime: 60 } });
    for (let n = 0; n < 10; n += 1) {
      await tokens.getToken();
      await clock.advance(100);
    }
    expect(server.count).toBe(1);
  });

  it('E3 the answer comes after 30 s: the lifetime counts from the request', async () => {
    const { clock, server, tokens } = fakeTokens({ server: { lifetime: 60 }, timeout: 60_000 });
    server.stall();
    const waiting = tokens.getToken();
    const sentAt = clock.now();
    await clock.advance(30_000);
    server.resume();
    const token = await waiting;
    expect(token.requestedAt).toBe(sentAt);
    expect(token.expiresAt).toBe(sentAt + 60_000);
  });

  it('E4 past the renewal point: nobody waits while the token is valid, and one renewal runs behind', async () => {
    const { clock, server, tokens } = fakeTokens({ server: { lifetime: 100 } });
    await tokens.getToken();
    await clock.advance(85_000);
    server.stall();
    const served = await Promise.all(Array.from({ length: 100 }, () => tokens.getToken()));
    expect(new Set(served.map((token) => token.value))).toEqual(new Set(['test-token-1']));
    await clock.advance(0);
    expect(server.count).toBe(2);
    server.resume();
    await clock.advance(0);
    expect((await tokens.getToken()).value).toBe('test-token-2');
  });

  it('E4 the token has ended while its renewal runs: callers wait for that one', async () => {
    const { clock, server, tokens } = fakeTokens({ server: { lifetime: 100 }, timeout: 60_000 });
    await tokens.getToken();
    await clock.advance(85_000);
    server.stall();
    await tokens.getToken();
    await clock.advance(16_000);
    const late = tokens.getToken();
    server.resume();
    expect((await late).value).toBe('test-token-2');
    expect(server.count).toBe(2);
  });

  it('E2 a token that ends at once: it serves those who wait, and is not kept', async () => {
    const { server, tokens } = fakeTokens({ server: { lifetime: 0 } });
    const both = await Promise.all([tokens.getToken(), tokens.getToken()]);
    expect(both.map((token) => token.value)).toEqual(['test-token-1', 'test-token-1']);
    expect((await tokens.getToken()).value).toBe('test-token-2');
    expect(server.count).toBe(2);
  });
});
