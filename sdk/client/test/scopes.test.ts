import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TokenServer } from '@guichet/runtime/testing';
import { apiKey, createTransport } from '@guichet/runtime';
import { type ClientOptions, createClient } from '../src/index.ts';
import { createFetchClient } from '../src/openapi-fetch.ts';
import { userTokenHeader } from '../src/options.ts';

const origin = 'https://api.test';

function platform(options: ClientOptions = {}, answer: () => Response = () => Response.json({})) {
  const tokens = new TokenServer({ tokenUrl: `${origin}/oauth/token` });
  const calls: Request[] = [];
  const given: ClientOptions = {
    baseUrl: origin,
    clientId: 'cl_1',
    clientSecret: 'secret',
    retry: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (request.url === tokens.tokenUrl) return tokens.fetch(request);
      calls.push(request);
      return answer();
    },
    ...options,
  };
  return { tokens, calls, given, client: createClient(given) };
}

describe("scopes: 'operation'", () => {
  it('C9 each operation asks for what it declares, once', async () => {
    const { client, tokens } = platform({ scopes: 'operation' });
    await client.collectivites.get({ collectiviteId: 1 });
    await client.collectivites.list();
    await client.utilisateur.get();
    await client.collectivites.get({ collectiviteId: 2 });
    expect(tokens.requests.map(({ scope }) => scope)).toEqual(['collectivites.read', 'utilisateur.read']);
  });

  it('C9 a token at hand with these scopes and more: reused', async () => {
    const { client, tokens } = platform({ scopes: 'operation' });
    await client.utilisateur.get({ scopes: ['utilisateur.read', 'collectivites.read'] });
    await client.collectivites.get({ collectiviteId: 1 });
    expect(tokens.requests.map(({ scope }) => scope)).toEqual(['collectivites.read utilisateur.read']);
  });

  it('by default: one token for all operations', async () => {
    const { client, tokens } = platform();
    await client.utilisateur.get();
    await client.collectivites.get({ collectiviteId: 1 });
    expect(tokens.requests.map(({ scope }) => scope)).toEqual([null]);
  });

  it('another word, or no operations to look it up in: a TypeError that names it', () => {
    expect(() => platform({ scopes: 'each' as 'operation' })).toThrow(/`scopes` is a string/);
    expect(() => createTransport({ baseUrl: origin, scopes: 'operation' })).toThrow(/`contract` is missing/);
  });
});

describe('a scope that is missing', () => {
  it('invalid_scope: the error names the operation and the scope, and keeps its code', async () => {
    const { client, tokens } = platform({ scopes: 'operation' });
    tokens.fail('invalid_scope', { status: 400 });
    await expect(client.utilisateur.get()).rejects.toMatchObject({
      code: 'TOKEN_ERROR',
      error: 'invalid_scope',
      status: 400,
      message: expect.stringMatching(/^utilisateur\.get was not called: it asks for the scope `utilisateur\.read`/),
    });
  });

  it('L4 insufficient_scope: no new token; the error names the operation, and the scope that the answer names', async () => {
    const challenge = 'Bearer realm="x", error="insufficient_scope", scope="collectivites.read"';
    const { client, tokens, calls } = platform({}, () =>
      Response.json({ title: 'No', status: 403 }, { status: 403, headers: { 'www-authenticate': challenge } }),
    );
    await expect(client.collectivites.get({ collectiviteId: 1 })).rejects.toMatchObject({
      status: 403,
      message: expect.stringMatching(
        /collectivites\.get needs the scope `collectivites\.read` that the token does not have/,
      ),
    });
    expect([tokens.count, calls.length]).toEqual([1, 1]);
  });

  it('another 403: nothing is said of scopes', async () => {
    const { client } = platform({}, () => Response.json({ title: 'No', status: 403 }, { status: 403 }));
    await expect(client.collectivites.get({ collectiviteId: 1 })).rejects.toMatchObject({
      message: expect.not.stringMatching(/scope/),
    });
  });
});

describe("a person's token, and API keys", () => {
  it('the header is the one that the contract names', () => {
    const scheme = readFileSync(
      new URL('../../../spec/components/securitySchemes/userToken.yaml', import.meta.url),
      'utf8',
    );
    expect(scheme).toMatch(new RegExp(`^name: ${userTokenHeader}$`, 'm'));
  });

  it("goes beside the client's, from both clients", async () => {
    const { client, calls, given } = platform({ userToken: 'person' });
    await client.collectivites.get({ collectiviteId: 1 });
    await createFetchClient(given).GET('/api/v1/utilisateur');
    expect(calls.map(({ headers }) => headers.get('x-user-token'))).toEqual(['person', 'person']);
    for (const { headers } of calls) expect(headers.get('authorization')).toMatch(/^Bearer /);
  });

  it.each([
    ['X-API-Key', 'x-api-key', 'k-1'],
    ['Authorization: ApiKey', 'authorization', 'ApiKey k-1'],
  ])('an API key (%s): no credential, no token request', async (header, name, value) => {
    const { client, calls, tokens } = platform({ tokens: apiKey('k-1', { header }), clientId: undefined });
    await client.collectivites.get({ collectiviteId: 1 });
    expect(calls[0]!.headers.get(name)).toBe(value);
    expect(tokens.count).toBe(0);
  });
});
