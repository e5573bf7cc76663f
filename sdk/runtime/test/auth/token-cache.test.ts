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
    const { clock, server, tokens } = fakeTokens();
    await failure(tokens.getToken({ signal: AbortSignal.abort() }));
    await clock.advance(0);
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

/** A cache whose jitter is this, over requests that are counted; `fail` makes the next ones fail. */
function exact({ jitter = 0, lifetime = 100_000, timeout = 10_000 } = {}) {
  const clock = new FakeClock();
  let [count, failing] = [0, 0];
  const cache = new TokenCache({
    clock,
    store: undefined,
    timeout,
    random: () => jitter,
    async request() {
      count += 1;
      if (failing > 0) {
        failing -= 1;
        throw new Error('not now');
      }
      return new AccessToken({ value: `token-${count}`, requestedAt: clock.now(), expiresAt: clock.now() + lifetime });
    },
  });
  return {
    clock,
    cache,
    get: () => cache.get('key', undefined),
    count: () => count,
    fail: (times: number) => (failing = times),
  };
}

describe('to the millisecond', () => {
  it.each([
    [0, 80_000],
    [1, 70_000],
  ])('E1 jitter %d: renewed from %d ms on, and not before', async (jitter, at) => {
    const { clock, get, count } = exact({ jitter });
    await get();
    await clock.advance(at - 1);
    await get();
    await clock.advance(0);
    expect(count()).toBe(1);
    await clock.advance(1);
    await get();
    await clock.advance(0);
    expect(count()).toBe(2);
  });

  it.each([
    [0, [250, 500, 1000, 2000, 4000, 5000, 5000]],
    [1, [125, 250, 500, 1000, 2000, 2500, 2500]],
  ])('C7 jitter %d: the waits between failures are %j, and a success ends them', async (jitter, waits) => {
    const { clock, cache, get, count, fail } = exact({ jitter });
    fail(waits.length + 1);
    await failure(get());
    for (const [n, wait] of waits.entries()) {
      const next = failure(get());
      await clock.advance(wait - 1);
      expect(count()).toBe(n + 1);
      await clock.advance(1);
      expect(count()).toBe(n + 2);
      await next;
    }
    const last = get();
    await clock.advance(5000);
    cache.drop(await last);
    fail(1);
    await failure(get());
    void get();
    await clock.advance(waits[0]!);
    expect(count()).toBe(waits.length + 4);
  });

  it('C7 a deadline shorter than the longest back-off: each attempt still asks', async () => {
    const { clock, get, count, fail } = exact({ timeout: 1000 });
    fail(9);
    for (let n = 0; n < 10; n += 1) {
      const next = get().catch(() => {});
      await clock.advance(500);
      expect(count()).toBe(n + 1);
      await next;
    }
    expect((await get()).value).toBe('token-10');
  });

  it('C8 behind the callers: asked again from the end of the back-off on, and not before', async () => {
    const { clock, get, count, fail } = exact();
    await get();
    fail(1);
    await clock.advance(85_000);
    await get();
    await clock.advance(249);
    await get();
    await clock.advance(0);
    expect(count()).toBe(2);
    await clock.advance(1);
    await get();
    // Without a timer: the wait is over.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(count()).toBe(3);
  });
});

it('a process may end while a deadline runs; a wait between two attempts keeps it', async () => {
  const clock = new FakeClock();
  const running = new Map<number, boolean>();
  const schedule = clock.schedule.bind(clock);
  let serial = 0;
  clock.schedule = (callback, ms, ...[background]: [boolean?]) => {
    const id = (serial += 1);
    running.set(id, background === true);
    const cancel = schedule(() => (running.delete(id), callback()), ms);
    return () => (running.delete(id), cancel());
  };
  const { server, tokens } = fakeTokens({ clock });
  server.stall();
  server.fail('server_error', { status: 500 });
  const failed = failure(tokens.getToken());
  await clock.advance(0);
  expect([...running.values()]).toEqual([true]);
  server.resume();
  await failed;
  expect([...running.values()]).toEqual([]);
  const next = tokens.getToken();
  await clock.advance(0);
  expect([...running.values()]).toEqual([true, false]);
  await clock.advance(250);
  await next;
  expect([...running.values()]).toEqual([]);
});
