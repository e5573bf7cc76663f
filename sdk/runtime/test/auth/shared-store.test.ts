import { describe, expect, it } from 'vitest';
import { AccessToken, type TokenStore, isTimeoutError, isTokenError, memoryStore } from '@guichet/runtime';
import { FakeClock, TokenServer } from '@guichet/runtime/testing';
import { fakeTokens } from '../support/tokens.ts';
import { failure } from '../support/wait.ts';

/** Sources of one client on one clock, one server and one store, as eight processes have them. */
function fleet(store: TokenStore, { size = 8, timeout = 10_000 } = {}) {
  const clock = new FakeClock();
  const server = new TokenServer({ now: () => clock.now() });
  const sources = Array.from({ length: size }, () => fakeTokens({ store, clock, timeout, fetch: server.fetch }).tokens);
  return { clock, server, sources };
}

const never = <T>(): Promise<T> => new Promise(() => {});

describe('several sources on one store', () => {
  it('C10 eight cold sources: one token request', async () => {
    const { clock, server, sources } = fleet(memoryStore());
    const all = Promise.all(sources.map((tokens) => tokens.getToken()));
    await clock.advance(1000);
    expect(new Set((await all).map((token) => token.value))).toEqual(new Set(['test-token-1']));
    expect(server.count).toBe(1);
  });

  it('C2 a revocation that all learn of at once: one token request for all', async () => {
    const { clock, server, sources } = fleet(memoryStore());
    const cold = Promise.all(sources.map((tokens) => tokens.getToken()));
    await clock.advance(1000);
    const refused = await cold;
    sources.forEach((tokens, n) => tokens.invalidate(refused[n]!));
    const warm = Promise.all(sources.map((tokens) => tokens.getToken()));
    await clock.advance(1000);
    expect(new Set((await warm).map((token) => token.value))).toEqual(new Set(['test-token-2']));
    expect(server.count).toBe(2);
  });

  it('C3 a late 401 of another process for the old token: the newer one in the store stays', async () => {
    const store = memoryStore();
    const { clock, server, sources } = fleet(store, { size: 2 });
    const old = await sources[0]!.getToken();
    expect((await sources[1]!.getToken()).value).toBe(old.value);
    sources[0]!.invalidate(old);
    await sources[0]!.getToken();
    await clock.advance(1000);
    sources[1]!.invalidate(old);
    expect((await sources[1]!.getToken()).value).toBe('test-token-2');
    expect(server.count).toBe(2);
  });

  it('E4 the store holds a token past its renewal point: a cold source uses it at once, and renews behind', async () => {
    const { clock, server, sources } = fleet(memoryStore(), { size: 2 });
    await sources[0]!.getToken();
    await clock.advance(860_000);
    server.stall();
    expect((await sources[1]!.getToken()).value).toBe('test-token-1');
    expect((await sources[1]!.getToken()).value).toBe('test-token-1');
    await clock.advance(0);
    expect(server.count).toBe(2);
    server.resume();
    await clock.advance(0);
    expect((await sources[1]!.getToken()).value).toBe('test-token-2');
  });

  it('C7 the holder is refused: the next asks itself, and says why it failed', async () => {
    const { clock, server, sources } = fleet(memoryStore(), { size: 2 });
    server.fail('invalid_client', { times: 2 });
    const both = Promise.all(sources.map((tokens) => failure(tokens.getToken())));
    await clock.advance(2000);
    expect((await both).every(isTokenError)).toBe(true);
    expect(server.count).toBe(2);
  });

  it('C6 the token endpoint hangs: the lease is given back, and the next attempt succeeds', async () => {
    const { clock, server, sources } = fleet(memoryStore(), { size: 2 });
    server.stall();
    const both = Promise.all(sources.map((tokens) => failure(tokens.getToken())));
    await clock.advance(10_000);
    expect((await both).every(isTimeoutError)).toBe(true);
    server.resume();
    const again = Promise.all(sources.map((tokens) => tokens.getToken()));
    await clock.advance(1000);
    expect(new Set((await again).map((token) => token.value)).size).toBe(1);
    expect(server.count).toBe(3);
  });
});

describe('a lease', () => {
  it('C10 nobody gives it back, and no token comes: after half of its deadline a source asks itself', async () => {
    const store: TokenStore = { ...memoryStore(), lease: () => undefined };
    const { clock, server, tokens } = fakeTokens({ store, timeout: 10_000 });
    const waiting = tokens.getToken();
    await clock.advance(4900);
    expect(server.count).toBe(0);
    await clock.advance(500);
    expect((await waiting).value).toBe('test-token-1');
  });

  it('is renewed while the token request runs, and given back after the token was stored', async () => {
    const calls: string[] = [];
    const inner = memoryStore();
    const note = async (what: string) => void calls.push(what);
    const store: TokenStore = {
      ...inner,
      set: (key, token) => note('set').then(() => inner.set(key, token)),
      lease: async (_, term) => {
        calls.push(`lease ${term}`);
        return { renew: () => note('renew').then(() => true), release: () => note('release') };
      },
    };
    const { clock, server, tokens } = fakeTokens({ store, timeout: 8000 });
    server.stall();
    const waiting = tokens.getToken();
    await clock.advance(1500);
    expect(calls).toEqual(['lease 2000', 'renew', 'renew']);
    server.resume();
    await waiting;
    await clock.advance(10_000);
    expect(calls.slice(3)).toEqual(['renew', 'set', 'release']);
  });

  it('C4 it was lost while a slow request ran: the token serves its own callers, and does not replace a newer one', async () => {
    const inner = memoryStore();
    const store: TokenStore = { ...inner, lease: () => ({ renew: () => false, release() {} }) };
    const { clock, server, tokens } = fakeTokens({ store });
    server.stall();
    const waiting = tokens.getToken();
    await clock.advance(100);
    let [stored, writes] = [undefined as AccessToken | undefined, 0];
    store.set = (_, token) => void ([stored, writes] = [token, writes + 1]);
    server.resume();
    expect((await waiting).value).toBe('test-token-1');
    await clock.advance(100);
    expect([stored, writes]).toEqual([undefined, 0]);
  });
});

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
