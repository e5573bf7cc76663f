import {
  EncryptJWT,
  SignJWT,
  UnsecuredJWT,
  exportSPKI,
  importJWK,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  InvalidTokenError,
  createAuthorizationServer,
  createResourceServer,
  generateSigningKey,
  type AuthorizationServer,
  type AuthorizationServerOptions,
  type Principal,
} from '../../src/index.ts';
import { publishKeys, type PublishedKeys } from '../support/published-keys.ts';

const issuer = 'https://library.example';
let key: JWK;
let published: PublishedKeys;
beforeAll(async () => {
  key = await generateSigningKey();
  published = await publishKeys(key);
});
afterAll(() => published.close());
afterEach(() => vi.useRealTimers());

const serve = (options: Partial<AuthorizationServerOptions> = {}): Promise<AuthorizationServer> =>
  createAuthorizationServer({
    issuer,
    endpoints: { token_endpoint: '/t', jwks_uri: '/j', metadata: '/m' },
    signingKeys: { keys: [key] },
    scopes: [],
    clients: { verifyDecoy: () => false, find: async () => undefined },
    ...options,
  });

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes: object = {}) => ({
  iss: issuer,
  aud: issuer,
  sub: 'ada',
  client_id: 'desk',
  iat: now(),
  exp: now() + 60,
  jti: 'j',
  scope: 's',
  ...changes,
});

async function sign(changes: object = {}, header: Partial<JWTHeaderParameters> = {}, jwk: JWK = key): Promise<string> {
  const full = Object.fromEntries(Object.entries(claims(changes)).filter(([, value]) => value !== undefined));
  return new SignJWT(full)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid as string, ...header })
    .sign(await importJWK(jwk, 'ES256'));
}

/** The server that issues tokens, and one elsewhere that takes them: none is less strict. */
const verifiers: [string, (token: string | Promise<string>) => Promise<Principal>][] = [
  ['the server that issues them', async (token) => (await serve()).verifyToken(await token)],
  [
    'a server that takes them',
    async (token) =>
      createResourceServer({ issuer, audience: issuer, jwksUri: published.url }).verifyToken(await token),
  ],
];

describe.each(verifiers)('T1 a forged token is refused by %s', (_verifier, verify) => {
  it('the control: one signed as ours is accepted', async () => {
    expect(await verify(sign())).toMatchObject({ kind: 'user', subject: 'ada', clientId: 'desk' });
  });

  it('alg none', async () => {
    await expect(verify(new UnsecuredJWT(claims()).encode())).rejects.toThrow(InvalidTokenError);
  });

  it.each(['PEM', 'JWK'])('HS256 with the public key as secret, in the form of a %s', async (form) => {
    const { d: _d, ...publicJwk } = key;
    const imported = (await importJWK(publicJwk, 'ES256')) as Parameters<typeof exportSPKI>[0];
    const secret = new TextEncoder().encode(form === 'PEM' ? await exportSPKI(imported) : JSON.stringify(publicJwk));
    const header = { alg: 'HS256', typ: 'at+jwt', kid: key.kid as string };
    const token = new SignJWT(claims()).setProtectedHeader(header).sign(secret);
    await expect(verify(token)).rejects.toThrow(InvalidTokenError);
  });

  it.each([undefined, 'unknown', '', '../../dev/null', "' OR 1=1 --"])('kid %j', async (kid) => {
    await expect(verify(sign({}, { kid: kid as string }))).rejects.toThrow(InvalidTokenError);
  });

  it.each(['jwk', 'jwk with a kid', 'jku', 'x5u'])('an embedded %s that vouches for itself', async (name) => {
    const other = await generateSigningKey();
    const { d: _d, ...jwk } = other;
    const headers: Record<string, object> = {
      jwk: { jwk },
      'jwk with a kid': { jwk, kid: other.kid },
      jku: { jku: 'https://evil.example/jwks' },
      x5u: { x5u: 'https://evil.example/x5u' },
    };
    await expect(verify(sign({}, headers[name], other))).rejects.toThrow(InvalidTokenError);
  });

  it.each<[string, object, object]>([
    ['typ JWT', {}, { typ: 'JWT' }],
    ['typ id+jwt', {}, { typ: 'id+jwt' }],
    ['no typ', {}, { typ: undefined }],
    ['another aud', { aud: 'https://other.example' }, {}],
    ['an empty aud', { aud: [] }, {}],
    ['no aud', { aud: undefined }, {}],
    ['another iss', { iss: 'https://evil.example' }, {}],
    ['our iss with a slash more', { iss: `${issuer}/` }, {}],
    ['no iss', { iss: undefined }, {}],
  ])('%s', async (_, changes, header) => {
    await expect(verify(sign(changes, header))).rejects.toThrow(InvalidTokenError);
  });

  it.each(['eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..x.y.z', 'a.b.c', 'junk', '', '..'])(
    '%j, which is no JWS',
    async (token) => {
      await expect(verify(token)).rejects.toThrow(InvalidTokenError);
    },
  );

  it('a JWE, encrypted for our own public key', async () => {
    const { d: _d, alg: _alg, use: _use, ...publicJwk } = key;
    const header = { alg: 'ECDH-ES', enc: 'A128GCM', typ: 'at+jwt', kid: key.kid as string };
    const token = new EncryptJWT(claims()).setProtectedHeader(header).encrypt(await importJWK(publicJwk, 'ECDH-ES'));
    await expect(verify(token)).rejects.toThrow(InvalidTokenError);
  });

  it('another issuer’s key under our kid', async () => {
    await expect(verify(sign({}, {}, { ...(await generateSigningKey()), kid: key.kid as string }))).rejects.toThrow(
      InvalidTokenError,
    );
  });
});

describe.each(verifiers)('T2 claims, to %s', (_verifier, verify) => {
  it.each(['exp', 'iat', 'jti', 'sub', 'client_id'])('without %s are refused', async (name) => {
    await expect(verify(sign({ [name]: undefined }))).rejects.toThrow(InvalidTokenError);
  });

  it.each([{ sub: '' }, { sub: 7 }, { client_id: 7 }, { jti: 7 }])('%j are refused', async (changes) => {
    await expect(verify(sign(changes))).rejects.toThrow(InvalidTokenError);
  });

  it.each([
    ['expired within the tolerance', { exp: -4 }, 'accepted'],
    ['expired beyond it', { exp: -5 }, 'refused'],
    ['issued ahead within the tolerance', { iat: 5 }, 'accepted'],
    ['issued ahead beyond it', { iat: 6 }, 'refused'],
    ['not valid yet within the tolerance', { nbf: 5 }, 'accepted'],
    ['not valid yet beyond it', { nbf: 6 }, 'refused'],
    ['just not too old', { iat: -43_205 }, 'accepted'],
    ['older than any token', { iat: -43_206 }, 'refused'],
  ])('%s: %j is %s', async (_, offsets, expected) => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] });
    const token = sign(Object.fromEntries(Object.entries(offsets).map(([name, offset]) => [name, now() + offset])));
    const outcome = await verify(token).then(
      () => 'accepted',
      (error: unknown) => (error instanceof InvalidTokenError ? 'refused' : error),
    );
    expect(outcome).toBe(expected);
  });

  it('are looked at again although the signature is remembered: an expired token is refused', async () => {
    vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] });
    const server = await serve();
    const { accessToken } = await server.issueToken({ subject: 'ada', clientId: 'desk', scopes: [], ttl: 10 });
    await server.verifyToken(accessToken);
    vi.setSystemTime(1_800_000_014_000);
    await server.verifyToken(accessToken);
    vi.setSystemTime(1_800_000_015_000);
    await expect(server.verifyToken(accessToken)).rejects.toThrow(/has expired/);
  });
});

describe('a token that we issue', () => {
  it('for a person is a user’s, for a client acting for one a client’s', async () => {
    const server = await serve();
    const kinds = await Promise.all(
      [false, true].map(async (delegated) => {
        const { accessToken } = await server.issueToken({
          subject: 'ada',
          clientId: 'desk',
          scopes: ['a', 'b'],
          resources: ['r:1'],
          role: 'x',
          delegated,
        });
        return server.verifyToken(accessToken);
      }),
    );
    expect(kinds).toMatchObject([{ kind: 'user' }, { kind: 'client' }]);
    expect(kinds[0]).toMatchObject({ scopes: new Set(['a', 'b']), resources: ['r:1'], role: 'x' });
  });

  it('names the certificate it is bound to, and none when there is none', async () => {
    const server = await serve();
    const cnf = { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' };
    const claimsOf = async (request: object) => {
      const { accessToken } = await server.issueToken({ subject: 'a', clientId: 'c', scopes: [], ...request });
      return (await server.verifyToken(accessToken)).claims;
    };
    expect(await claimsOf({ cnf })).toMatchObject({ cnf });
    expect(await claimsOf({})).not.toHaveProperty('cnf');
  });

  it('cannot be asked to outlive what the verifier accepts', async () => {
    await expect((await serve()).issueToken({ subject: 'a', clientId: 'c', scopes: [], ttl: 43_201 })).rejects.toThrow(
      RangeError,
    );
  });
});

describe('T5 signing keys', () => {
  it('that were replaced verify, and do not sign', async () => {
    const before = await serve();
    const { accessToken } = await before.issueToken({ subject: 'ada', clientId: 'desk', scopes: [] });
    const fresh = await generateSigningKey();
    const after = await serve({ signingKeys: { keys: [fresh, key] } });
    await expect(after.verifyToken(accessToken)).resolves.toBeDefined();
    const next = await after.issueToken({ subject: 'ada', clientId: 'desk', scopes: [] });
    await expect(before.verifyToken(next.accessToken)).rejects.toThrow(InvalidTokenError);
    const gone = await serve({ signingKeys: { keys: [fresh] } });
    await expect(gone.verifyToken(accessToken)).rejects.toThrow(InvalidTokenError);
  });

  it.each(['EdDSA', 'RS256', 'PS256', 'ES384'])('may be %s', async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const server = await serve({ signingKeys: { keys: [{ ...(await exportJWK(privateKey)), alg }] } });
    const { accessToken } = await server.issueToken({ subject: 'ada', clientId: 'desk', scopes: [] });
    await expect(server.verifyToken(accessToken)).resolves.toBeDefined();
  });

  it.each<[string, JWK[], RegExp]>([
    ['none', [], /no key/],
    ['a symmetric one', [{ kty: 'oct', k: 'AAAA', alg: 'HS256' }], /asymmetric/],
    ['a public one', [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }], /no private part/],
  ])('are refused: %s', async (_, keys, message) => {
    await expect(serve({ signingKeys: { keys } })).rejects.toThrow(message);
  });
});

it('S1 no error about a token repeats it', async () => {
  const server = await serve();
  const token = await sign({ exp: now() - 100 });
  const error = await server.verifyToken(token).catch((reason: unknown) => reason);
  expect(`${(error as Error).message} ${(error as Error).stack}`).not.toContain(token);
  expect((error as Error).cause).toBeUndefined();
});
