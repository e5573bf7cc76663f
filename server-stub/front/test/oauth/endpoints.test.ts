import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { basic, client, issuer, openLibrary, type Library } from '../fixture.ts';

let library: Library;
beforeAll(async () => {
  library = await openLibrary();
});
beforeEach(() => {
  library.clients.splice(
    0,
    Infinity,
    client(),
    client({ clientId: 'other' }),
    client({ clientId: 'auditor', scopes: ['tokens.look'] }),
  );
});
afterAll(() => library.front.close());

const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  library.front.inject({
    method: 'POST',
    url,
    payload: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const tokenOf = async (clientId = 'desk') => (await library.bearer({ clientId })).authorization.slice('Bearer '.length);
const status = async (token: string) =>
  (await library.front.inject({ url: '/v2/books', headers: { authorization: `Bearer ${token}` } })).statusCode;

const look = async (token: string, headers: Record<string, string>) => {
  const answer = await post('/auth/look', { token }, headers);
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer.json();
};

describe('revocation (RFC 7009)', () => {
  it('ends a token of one’s own at once, also one that was verified before', async () => {
    const token = await tokenOf();
    expect(await status(token)).toBe(200);
    const answer = await post('/auth/revoke', { token }, basic('desk', 'correct'));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(await status(token)).toBe(401);
  });

  it('leaves another client’s token alone, and answers the same', async () => {
    const token = await tokenOf();
    const answer = await post('/auth/revoke', { token }, basic('other', 'correct'));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(await status(token)).toBe(200);
  });

  it.each(['junk', 'a.b.c', 'x'.repeat(2000)])('answers 200 for %s', async (token) => {
    expect((await post('/auth/revoke', { token }, basic('desk', 'correct'))).statusCode).toBe(200);
  });

  it('answers 401 without the right secret, and revokes nothing', async () => {
    const token = await tokenOf();
    expect((await post('/auth/revoke', { token }, basic('desk', 'wrong'))).statusCode).toBe(401);
    expect(await status(token)).toBe(200);
  });

  it('answers 400 without a token', async () => {
    expect((await post('/auth/revoke', {}, basic('desk', 'correct'))).json().error).toBe('invalid_request');
  });
});

describe('introspection (RFC 7662)', () => {
  it('describes a token of one’s own', async () => {
    expect(await look(await tokenOf(), basic('desk', 'correct'))).toMatchObject({
      active: true,
      token_type: 'Bearer',
      client_id: 'desk',
      sub: 'ada',
      iss: issuer,
      scope: 'books.read books.write',
      act: { sub: 'desk' },
    });
  });

  it('K6 says no more than active: false of another client’s token', async () => {
    expect(await look(await tokenOf(), basic('other', 'correct'))).toEqual({ active: false });
  });

  it('describes another client’s token to a credential with the scope for it', async () => {
    expect(await look(await tokenOf(), basic('auditor', 'correct'))).toMatchObject({ active: true, client_id: 'desk' });
  });

  it('describes another client’s token to a token with the scope for it', async () => {
    const { authorization } = await library.bearer({ clientId: 'auditor', scopes: ['tokens.look'] });
    expect(await look(await tokenOf(), { authorization })).toMatchObject({ active: true, client_id: 'desk' });
  });

  it.each([
    ['junk', 401, 'invalid_token'],
    ['', 401, 'invalid_token'],
  ])('answers a bearer token %j with %i', async (token, code, error) => {
    const answer = await post('/auth/look', { token: 'x' }, { authorization: `Bearer ${token}x` });
    expect([answer.statusCode, answer.json().error]).toEqual([code, error]);
    expect(answer.headers['www-authenticate']).toContain(`error="${error}"`);
  });

  it('answers 403 to a token without the scope', async () => {
    const answer = await post('/auth/look', { token: 'x' }, { ...(await library.bearer()) });
    expect([answer.statusCode, answer.json().error]).toEqual([403, 'insufficient_scope']);
  });

  it('P3 T4 answers a token whose credential was revoked with 401, and one whose owner lost the right with 403', async () => {
    let [live, permitted] = [false, ['tokens.look']];
    const strict = await openLibrary({ front: { isLive: () => live, effectiveScopes: () => permitted } });
    const headers = {
      ...(await strict.bearer({ scopes: ['tokens.look'] })),
      'content-type': 'application/x-www-form-urlencoded',
    };
    const ask = () => strict.front.inject({ method: 'POST', url: '/auth/look', payload: 'token=x', headers });
    expect((await ask()).statusCode).toBe(401);
    live = true;
    expect((await ask()).statusCode).toBe(200);
    permitted = [];
    expect((await ask()).statusCode).toBe(403);
    await strict.front.close();
  });

  it('answers 400 to a token that asks about nothing', async () => {
    const { authorization } = await library.bearer({ clientId: 'auditor', scopes: ['tokens.look'] });
    expect((await post('/auth/look', {}, { authorization })).statusCode).toBe(400);
    expect(
      (await post('/auth/look', { token: 'x' }, { authorization, 'content-type': 'application/json' })).statusCode,
    ).toBe(400);
  });

  it.each(['junk', 'a.b.c'])('says active: false of %s', async (token) => {
    expect(await look(token, basic('desk', 'correct'))).toEqual({ active: false });
  });

  it('says active: false of a revoked token, and of a token whose credential was revoked', async () => {
    const [one, two] = [await tokenOf(), await tokenOf('other')];
    await post('/auth/revoke', { token: one }, basic('desk', 'correct'));
    expect(await look(one, basic('desk', 'correct'))).toEqual({ active: false });
    library.clients[1] = client({ clientId: 'other', status: 'revoked' });
    expect(await look(two, basic('auditor', 'correct'))).toEqual({ active: false });
  });
});

describe('metadata (RFC 8414)', () => {
  it('lists what is in service and nothing else', async () => {
    const answer = await library.front.inject('/.well-known/oauth-authorization-server');
    const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
    const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256'];
    expect(answer.json()).toEqual({
      issuer,
      token_endpoint: `${issuer}/auth/token`,
      revocation_endpoint: `${issuer}/auth/revoke`,
      introspection_endpoint: `${issuer}/auth/look`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      scopes_supported: ['books.read', 'books.write', 'tokens.look'],
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      token_endpoint_auth_methods_supported: methods,
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    });
  });

  it('points to keys that have no private part', async () => {
    const answer = await library.front.inject('/.well-known/jwks.json');
    const { keys } = answer.json<{ keys: Record<string, string>[] }>();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] as object).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});
