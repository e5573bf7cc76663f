import { describe, expect, it } from 'vitest';
import { AccessToken, type TokenStore, memoryStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { fakeTokens, fleet } from '../support/tokens.ts';
import { SharedStore } from '../../src/auth/shared-store.ts';
import { deferred, failure, pause } from '../support/wait.ts';

const never = <T>(): Promise<T> => new Promise(() => {});

describe('a store that fails', () => {
  const hanging: [string, Partial<TokenStore>][] = [
    ['get', { get: never }],
    ['set', { set: never }],
    ['delete', { delete: never }],
    ['lease', { lease: never }],
    ['everything', { get: never, set: never, delete: never, lease: never }],
    ['the renewal and release of a lease', { lease: () => ({ renew: never, release: never }) }],
  ];
  it.each(hanging)('C6 %s hangs: a token comes within 2 s all the same, and the next at once', async (_, broken) => {
    const errors: unknown[] = [];
    const store: TokenStore = { ...memoryStore(), ...broken, onError: (error) => errors.push(error) };
    const { clock, tokens } = fakeTokens({ store, timeout: 10_000 });
    const start = clock.now();
    const waiting = tokens.getToken();
    while (clock.now() < start + 2000) await clock.advance(100);
    const first = await waiting;
    tokens.invalidate(first);
    // Whatever hung has been noticed by now, and is not waited for again.
    const next = tokens.getToken();
    await clock.advance(2000);
    expect((await next).value).toBe('test-token-2');
    expect(String(errors[0])).toMatch(/token store did not answer within 2000 ms/);
  });

  it('C6 a hang with a short deadline: the attempt still ends with a token', async () => {
    const { clock, tokens } = fakeTokens({ store: { get: never, set: never, delete: never }, timeout: 500 });
    const waiting = tokens.getToken();
    await clock.advance(499);
    expect((await waiting).value).toBe('test-token-1');
  });

  it('answers again: after a pause it is used again', async () => {
    const inner = memoryStore();
    let down = true;
    const store: TokenStore = { ...inner, get: (key) => (down ? never<undefined>() : inner.get(key)) };
    const { clock, server, sources } = fleet(store, { size: 2 });
    const first = sources[0]!.getToken();
    await clock.advance(2000);
    await first;
    down = false;
    await clock.advance(30_000);
    sources[0]!.invalidate(await first);
    await sources[0]!.getToken();
    await clock.advance(100);
    expect((await sources[1]!.getToken()).value).toBe('test-token-2');
    expect(server.count).toBe(2);
  });

  it('throws, and so does its listener: a token comes at once', async () => {
    const boom = () => {
      throw new Error('disk on fire');
    };
    const seen: unknown[] = [];
    const broken: TokenStore = { get: boom, set: boom, delete: boom, lease: boom };
    const { tokens } = fakeTokens({
      store: {
        ...broken,
        onError(error) {
          seen.push(error);
          throw error;
        },
      },
    });
    expect((await tokens.getToken()).value).toBe('test-token-1');
    expect(String(seen[0])).toBe('Error: disk on fire');
  });

  it('cannot be read, and could be written: what is unreadable is replaced', async () => {
    const inner = memoryStore();
    const broken = async () => {
      throw new Error('unreadable');
    };
    const { clock, tokens } = fakeTokens({ store: { ...inner, get: broken } });
    const keys: string[] = [];
    const spied: TokenStore = { ...inner, get: broken, set: (key, token) => (keys.push(key), inner.set(key, token)) };
    const other = fakeTokens({ store: spied, clock });
    await Promise.all([tokens.getToken(), other.tokens.getToken(), clock.advance(6000)]);
    expect(keys).toHaveLength(1);
  });
});

describe('an attempt that was given up', () => {
  const setUp = (store: TokenStore) => {
    const controller = new AbortController();
    let requests = 0;
    const shared = new SharedStore(store, new FakeClock(), 10_000);
    const outcome = failure(
      shared.acquire({
        key: 'key',
        isNews: () => true,
        request: async () => {
          requests += 1;
          return new AccessToken({ value: 'x', requestedAt: 0, expiresAt: 1 });
        },
        signal: controller.signal,
      }),
    );
    return { giveUp: () => controller.abort('enough'), outcome, requests: () => requests };
  };

  it('at its first look: no lease is asked for', async () => {
    const looked = deferred<undefined>();
    let leases = 0;
    const attempt = setUp({ ...memoryStore(), get: () => looked.promise, lease: () => void (leases += 1) });
    attempt.giveUp();
    looked.resolve(undefined);
    expect(await attempt.outcome).toBe('enough');
    expect([leases, attempt.requests()]).toEqual([0, 0]);
  });

  it('with the lease in hand: no token is asked for, and the lease is given back', async () => {
    const looked = deferred<undefined>();
    let [looks, released] = [0, 0];
    const attempt = setUp({
      ...memoryStore(),
      get: () => ((looks += 1) === 1 ? undefined : looked.promise),
      lease: () => ({ renew: () => true, release: () => void (released += 1) }),
    });
    await pause(1);
    attempt.giveUp();
    looked.resolve(undefined);
    expect(await attempt.outcome).toBe('enough');
    expect([looks, released, attempt.requests()]).toEqual([2, 1, 0]);
  });
});

describe('timers', () => {
  /** What is scheduled over one token and its revocation; `+` for what keeps the process alive. */
  const scheduled = async (store: TokenStore) => {
    const clock = new FakeClock();
    const [log, running] = [[] as string[], new Set<number>()];
    const schedule = clock.schedule.bind(clock);
    let serial = 0;
    clock.schedule = (callback, ms, ...[background]: [boolean?]) => {
      const id = (serial += 1);
      log.push(`${ms}${background ? '' : '+'}`);
      running.add(id);
      const cancel = schedule(() => (running.delete(id), callback()), ms);
      return () => (running.delete(id), cancel());
    };
    const { server, tokens } = fakeTokens({ store, clock, timeout: 6000 });
    server.stall();
    const waiting = tokens.getToken();
    await clock.advance(500);
    server.resume();
    const token = await waiting;
    await clock.advance(0);
    tokens.invalidate(token);
    await clock.advance(0);
    return { log, left: running.size };
  };

  it('a store that answers at once: the deadline and the renewal of the lease, and nothing else', async () => {
    expect(await scheduled(memoryStore())).toEqual({ log: ['6000', '500', '500'], left: 0 });
  });

  it('a store that promises: each operation has its limit, and only those that a caller waits for keep the process', async () => {
    const inner = memoryStore();
    const store: TokenStore = {
      get: async (key) => inner.get(key),
      set: async (key, token) => inner.set(key, token),
      delete: async (key, token) => inner.delete(key, token),
      lease: async () => ({ renew: async () => true, release: async () => {} }),
    };
    expect(await scheduled(store)).toEqual({
      // Deadline; get, lease, get; the renewal of the lease and its limit; renew, set, release; delete.
      log: ['6000', '1200+', '1200+', '1200+', '500', '1200', '500', '1200', '1200', '1200', '1200'],
      left: 0,
    });
  });
});
