import { describe, expect, it } from 'vitest';
import { memoryStore } from '@guichet/runtime';
import { fakeTokens } from '../support/tokens.ts';

const broken = () => {
  throw new Error('disk full');
};

describe('C9 keys', () => {
  it('another scope: another request, also while the first is under way', async () => {
    const { server, tokens } = fakeTokens();
    const [a, b] = await Promise.all([
      tokens.getToken({ scopes: ['a.read'] }),
      tokens.getToken({ scopes: ['b.read'] }),
    ]);
    expect(a.scopes).toEqual(['a.read']);
    expect(b.scopes).toEqual(['b.read']);
    expect(server.requests.map((request) => request.scope)).toEqual(['a.read', 'b.read']);
  });

  it('the same scopes in another order, twice named: one request', async () => {
    const { server, tokens } = fakeTokens();
    await tokens.getToken({ scopes: ['b', 'a'] });
    await tokens.getToken({ scopes: ['a', 'b', 'a'] });
    expect(server.count).toBe(1);
  });

  it('a live token with more scopes than asked: it is used again', async () => {
    const { server, tokens } = fakeTokens();
    const wide = await tokens.getToken({ scopes: ['a', 'b'] });
    expect(await tokens.getToken({ scopes: ['a'] })).toBe(wide);
    expect(server.count).toBe(1);
    expect(await tokens.getToken({ scopes: ['a', 'c'] })).not.toBe(wide);
  });

  it('a live token of unknown scopes: it is not used where scopes are named, nor theirs where none is', async () => {
    const { server, tokens } = fakeTokens();
    const named = await tokens.getToken({ scopes: ['a'] });
    const unnamed = await tokens.getToken();
    expect(unnamed).not.toBe(named);
    expect(await tokens.getToken({ scopes: ['b'] })).not.toBe(unnamed);
    expect(server.count).toBe(3);
  });

  it('two clients, two audiences, two issuers on one store: none sees the token of another', async () => {
    const store = memoryStore();
    const values = await Promise.all(
      [
        { clientId: 'one' },
        { clientId: 'two' },
        { clientId: 'one', audience: 'x' },
        { clientId: 'one', resource: 'https://x.test' },
        { clientId: 'one', parameters: { tenant: 'x' } },
      ].map(async (options, index) => {
        const { server, tokens } = fakeTokens({ store, ...options });
        for (let n = 0; n < index; n += 1) server.issue();
        return (await tokens.getToken()).value;
      }),
    );
    const elsewhere = fakeTokens({ store, clientId: 'one', server: { tokenUrl: 'https://other.test/token' } });
    for (let n = 0; n < 9; n += 1) elsewhere.server.issue();
    values.push((await elsewhere.tokens.getToken()).value);
    expect(new Set(values).size).toBe(6);
  });

  it('two sources of one client on one store: the second needs no request', async () => {
    const store = memoryStore();
    const first = fakeTokens({ store });
    const second = fakeTokens({ store });
    const token = await first.tokens.getToken();
    expect((await second.tokens.getToken()).value).toBe(token.value);
    expect(second.server.count).toBe(0);
  });

  it('a refused token still stands in the store: it is not taken from there again', async () => {
    const { server, tokens } = fakeTokens({ store: { ...memoryStore(), delete: () => {} } });
    tokens.invalidate(await tokens.getToken());
    expect((await tokens.getToken()).value).toBe('test-token-2');
    expect(server.count).toBe(2);
  });

  it('a refused token still stands in the store, and the next one ends at once: neither is handed out again', async () => {
    const inner = memoryStore();
    const { clock, server, tokens } = fakeTokens({
      store: {
        ...inner,
        delete() {},
        set: (key, token) => (token.expiresAt > clock.now() ? inner.set(key, token) : undefined),
      },
    });
    tokens.invalidate(await tokens.getToken());
    server.lie({ access_token: 'brief', token_type: 'Bearer', expires_in: 0 });
    expect((await tokens.getToken()).value).toBe('brief');
    expect((await tokens.getToken()).value).toBe('test-token-2');
  });

  it('a store that throws: the token endpoint is asked instead', async () => {
    const { tokens } = fakeTokens({ store: { get: broken, set: broken, delete: broken } });
    const token = await tokens.getToken();
    tokens.invalidate(token);
    expect((await tokens.getToken()).value).toBe('test-token-2');
  });
});
