import { describe, expect, it } from 'vitest';
import { type ContractFacts, createTransport, isInvalidResponseError } from '@guichet/runtime';
import { failure } from './support/wait.ts';
import { origin, over, secured } from './support/watched.ts';

const facts: ContractFacts = {
  operations: {
    'things.create': { method: 'POST', path: '/things', scopes: ['things.write'], idempotencyKey: true },
    'things.sweep': { method: 'POST', path: '/sweep', scopes: [] },
    'things.replace': { method: 'PUT', path: '/things', scopes: [], idempotencyKey: true },
    'things.get': { method: 'GET', path: '/things/{id}', scopes: ['things.read'] },
  },
  permissionSets: { reader: ['things.read'], writer: ['things.read', 'things.write'] },
};
const ok = () => Response.json({ id: 1 });
const busy = () => new Response(null, { status: 503 });
const keys = (requests: Request[]) => requests.map(({ headers }) => headers.get('idempotency-key'));

describe('Idempotency-Key', () => {
  it('an operation that takes one: a new one for each call, the same in each try, so that it is tried again', async () => {
    const { client, requests } = over([busy, ok], { contract: async () => facts });
    await client.post({ url: '/things', body: {} });
    await client.post({ url: '/things', body: {} });
    const [first, second, third] = keys(requests);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['an operation that takes none', { url: '/sweep', body: {} }, null],
    ['what the contract does not know', { url: '/unknown', body: {} }, null],
    ["the caller's own", { url: '/things', body: {}, idempotencyKey: 'mine' }, 'mine'],
    ["the caller's own, as a header", { url: '/things', body: {}, headers: { 'Idempotency-Key': 'mine' } }, 'mine'],
    ['none by choice', { url: '/things', body: {}, idempotencyKey: false as const }, null],
  ])('%s: %#', async (_, call, key) => {
    const { client, requests } = over([ok], { contract: facts });
    await client.post(call);
    expect(keys(requests)).toEqual([key]);
  });

  it('a method that may be repeated anyway: none', async () => {
    const { client, requests } = over([ok], { contract: facts });
    await client.put({ url: '/things', body: {} });
    expect(keys(requests)).toEqual([null]);
  });
});

describe('the contract', () => {
  it('is not loaded for a read, and once for all writes', async () => {
    let loaded = 0;
    const contract = async () => {
      loaded += 1;
      return facts;
    };
    const { client } = over([ok], { contract });
    await client.get({ url: '/things/{id}', path: { id: 1 } });
    expect(loaded).toBe(0);
    await Promise.all([client.post({ url: '/things', body: {} }), client.post({ url: '/things', body: {} })]);
    expect(loaded).toBe(1);
  });

  it('that did not load is loaded anew by the next call', async () => {
    let loaded = 0;
    const contract = async () => {
      loaded += 1;
      if (loaded === 1) throw new Error('offline');
      return facts;
    };
    const { client, requests } = over([ok], { contract });
    expect(await failure(client.post({ url: '/things', body: {} }))).toMatchObject({ message: 'offline' });
    await client.post({ url: '/things', body: {} });
    expect(keys(requests)[0]).toBeTruthy();
  });

  it('names the operation of an error', async () => {
    const { client } = over([() => Response.json({ title: 'No', status: 404 }, { status: 404 })], {
      contract: async () => facts,
    });
    expect(await failure(client.get({ url: '/things/{id}', path: { id: 1 } }))).toMatchObject({
      operation: 'things.get',
      status: 404,
    });
  });

  it('insufficient_scope: the error names the scope and the permission sets that grant it', async () => {
    const challenge = 'Bearer error="insufficient_scope", scope="things.read"';
    const { client } = over([() => new Response(null, { status: 403, headers: { 'www-authenticate': challenge } })], {
      contract: facts,
    });
    const error = await failure(client.get({ url: '/things/{id}', path: { id: 1 }, security: secured }));
    expect(String(error)).toContain(
      'things.get needs the scope `things.read` that the token does not have: ask for it, or for a credential that holds it (permission sets `reader`, `writer`).',
    );
  });

  it('invalid_scope: the same', async () => {
    const { client, server } = over([ok], { contract: facts, scopes: 'operation' });
    server.fail('invalid_scope', { status: 400 });
    const error = await failure(client.post({ url: '/things', body: {}, security: secured }));
    expect(error).toMatchObject({ error: 'invalid_scope', status: 400, code: 'TOKEN_ERROR' });
    expect(String(error)).toContain(
      'things.create was not called: it asks for the scope `things.write` (permission set `writer`), and no token with it was issued.',
    );
  });
});

describe("scopes: 'operation'", () => {
  it('an operation that declares none: the token of the source', async () => {
    const { client, server } = over([ok], { contract: facts, scopes: 'operation' });
    await client.post({ url: '/sweep', body: {}, security: secured });
    await client.get({ url: '/things/{id}', path: { id: 1 }, security: secured });
    expect(server.requests.map(({ scope }) => scope)).toEqual([null, 'things.read']);
  });
});

describe('validation', () => {
  it('an answer that deviates: an InvalidResponseError with the places, the first three in its message', async () => {
    const deviations = [1, 2, 3, 4].map((n) => ({ pointer: `/data/${n}`, message: 'expected a string' }));
    const { client } = over([ok], {
      contract: facts,
      validate: ({ operation, status }) => (operation === 'things.get' && status === 200 ? deviations : undefined),
    });
    const error = await failure(client.get({ url: '/things/{id}', path: { id: 1 } }));
    expect(isInvalidResponseError(error)).toBe(true);
    expect(error).toMatchObject({ deviations });
    expect(String(error)).toContain(
      'things.get answered 200 with data that is not what the contract says (/data/1: expected a string; /data/2: expected a string; /data/3: expected a string, and 1 more).',
    );
    expect(await client.get({ url: '/other' })).toEqual({ id: 1 });
  });

  it('an error status: it is not validated', async () => {
    const { client } = over([() => new Response(null, { status: 404 })], {
      validate: () => [{ pointer: '', message: 'no' }],
    });
    expect(await failure(client.get({ url: '/x' }))).toMatchObject({ code: 'API_ERROR' });
  });

  it('no function: a TypeError', () => {
    expect(() => createTransport({ baseUrl: origin, validate: true as never })).toThrow(
      /`validate` cannot be a boolean/,
    );
  });
});
