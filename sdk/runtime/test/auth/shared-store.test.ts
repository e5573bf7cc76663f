import { describe, expect, it } from 'vitest';
import { AccessToken, type TokenStore, isTimeoutError, isTokenError, memoryStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { fakeTokens, fleet } from '../support/tokens.ts';
import { failure } from '../support/wait.ts';

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

it('E4 past its renewal point: a source takes what another has renewed, and asks for nothing', async () => {
  const { clock, server, sources } = fleet(memoryStore(), { size: 2 });
  await sources[0]!.getToken();
  await sources[1]!.getToken();
  await clock.advance(860_000);
  for (const tokens of sources) {
    expect((await tokens.getToken()).value).toBe('test-token-1');
    await clock.advance(0);
    expect((await tokens.getToken()).value).toBe('test-token-2');
  }
  expect(server.count).toBe(2);
});

it.each([
  ['a millisecond short of', 1, 1],
  ['at', 0, 2],
])('E4 what another has left is %s its own renewal point: %i ms decide', async (_, ahead, count) => {
  const store = memoryStore();
  const { clock, server, sources } = fleet(store, { size: 1 });
  let key = '';
  const { get } = store;
  store.get = (asked) => get((key = asked));
  await sources[0]!.getToken();
  await clock.advance(860_000);
  const lifetime = 100_000;
  const requestedAt = clock.now() - 80_000 + ahead;
  await store.set(key, new AccessToken({ value: 'left', requestedAt, expiresAt: requestedAt + lifetime }));
  await sources[0]!.getToken();
  await clock.advance(0);
  expect(server.count).toBe(count);
  expect((await sources[0]!.getToken()).value).toBe(count === 1 ? 'left' : 'test-token-2');
});

it('a store without leases: shared all the same, and nothing fails', async () => {
  const { lease: _, ...inner } = memoryStore();
  const errors: unknown[] = [];
  const { clock, server, sources } = fleet({ ...inner, onError: (error) => errors.push(error) }, { size: 2 });
  await sources[0]!.getToken();
  await clock.advance(0);
  await sources[1]!.getToken();
  expect(server.count).toBe(1);
  sources[0]!.invalidate(await sources[0]!.getToken());
  server.fail('invalid_client');
  expect(isTokenError(await failure(sources[0]!.getToken()))).toBe(true);
  await clock.advance(0);
  expect(errors).toEqual([]);
});

describe('a lease', () => {
  it('a token lies ready: none is taken', async () => {
    const inner = memoryStore();
    let taken = 0;
    const store: TokenStore = { ...inner, lease: (...asked) => ((taken += 1), inner.lease!(...asked)) };
    const { sources } = fleet(store, { size: 2 });
    await sources[0]!.getToken();
    await sources[1]!.getToken();
    expect(taken).toBe(1);
  });

  it('who waits for it looks after 10 to 20 ms, then ever more seldom, up to 250 ms; and finds the token without it', async () => {
    const inner = memoryStore();
    const errors: unknown[] = [];
    let held = true;
    const store: TokenStore = {
      ...inner,
      lease: (...asked) => (held ? undefined : inner.lease!(...asked)),
      onError: (error) => errors.push(error),
    };
    const clock = new FakeClock();
    const waits: number[] = [];
    const schedule = clock.schedule.bind(clock);
    clock.schedule = (callback, ms, ...[background]: [boolean?]) => {
      if (!background) waits.push(ms);
      return schedule(callback, ms);
    };
    const { tokens, server } = fakeTokens({ store, clock });
    const waiting = tokens.getToken();
    await clock.advance(2000);
    for (const [n, wait] of waits.entries()) {
      const longest = Math.min(20 * 2 ** n, 250);
      expect(wait).toBeGreaterThan(longest / 2 - 1);
      expect(wait).toBeLessThanOrEqual(longest);
    }
    expect(waits.length).toBeGreaterThan(8);
    const other = fakeTokens({ store: { ...inner, lease: () => undefined }, clock });
    held = false;
    const [{ value }] = await Promise.all([waiting, clock.advance(500)]);
    expect(value).toBe('test-token-1');
    expect((await other.tokens.getToken()).value).toBe('test-token-1');
    expect([server.count, other.server.count]).toEqual([1, 0]);
    expect(errors).toEqual([]);
  });

  it('cannot be had: the token is written all the same, and the failure told once', async () => {
    const inner = memoryStore();
    const errors: unknown[] = [];
    const lease = () => {
      throw new Error('no leases today');
    };
    const { clock, server, sources } = fleet({ ...inner, lease, onError: (error) => errors.push(error) }, { size: 2 });
    await sources[0]!.getToken();
    await clock.advance(0);
    await sources[1]!.getToken();
    expect(server.count).toBe(1);
    expect(errors.map(String)).toEqual(['Error: no leases today']);
  });

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
