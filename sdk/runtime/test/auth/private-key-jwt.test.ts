import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { exportJWK, exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type PrivateJwk,
  type PrivateKeyJwtOptions,
  type TokenRequest,
  clientCredentials,
  privateKeyJwt,
  tlsClientAuth,
} from '@guichet/runtime';
import { type Api, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

const url = 'https://auth.test/token';
const request = (): TokenRequest => ({
  url,
  clientId: 'partner',
  headers: {},
  body: new URLSearchParams(),
  signal: new AbortController().signal,
});

async function pair(alg: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return {
    key: privateKey,
    pem: await exportPKCS8(privateKey),
    jwk: (await exportJWK(privateKey)) as PrivateJwk,
    keys: publicKey,
  };
}

const assertionOf = async (options: PrivateKeyJwtOptions) => {
  const asked = request();
  await privateKeyJwt(options)(asked);
  return asked.body.get('client_assertion')!;
};

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

describe('privateKeyJwt', () => {
  it.each(['ES256', 'ES384', 'ES512', 'RS256', 'PS256', 'EdDSA'])(
    '%s, by CryptoKey, JWK and PEM: the server verifies it, and the claims are those of RFC 7523 section 3',
    async (alg) => {
      const { key, jwk, pem, keys } = await pair(alg);
      for (const options of [{ key }, { key: jwk, alg }, { key: pem, alg }]) {
        const { payload, protectedHeader } = await jwtVerify(await assertionOf(options), keys);
        expect(protectedHeader).toEqual({ alg, typ: 'JWT' });
        expect(payload).toMatchObject({ iss: 'partner', sub: 'partner', aud: url });
        expect(payload.exp! - payload.iat!).toBe(60);
        expect(payload.jti).toMatch(/^[\da-f-]{36}$/);
      }
    },
  );

  it('a JWK says its algorithm and its kid; options say otherwise', async () => {
    const { jwk, keys } = await pair('ES256');
    const own = await jwtVerify(await assertionOf({ key: { ...jwk, kid: 'k-1' } }), keys);
    expect(own.protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k-1' });
    const said = await jwtVerify(
      await assertionOf({ key: { ...jwk, kid: 'k-1' }, kid: 'k-2', audience: 'https://issuer.test', expiresIn: 30 }),
      keys,
    );
    expect(said.protectedHeader.kid).toBe('k-2');
    expect(said.payload.aud).toBe('https://issuer.test');
    expect(said.payload.exp! - said.payload.iat!).toBe(30);
  });

  it('the body names client and type; no header, no secret', async () => {
    const { key } = await pair('ES256');
    const asked = request();
    await privateKeyJwt({ key })(asked);
    expect(asked.headers).toEqual({});
    expect(Object.fromEntries(asked.body)).toEqual({
      client_id: 'partner',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  it('a retried token request: each try has an assertion of its own, once each', async () => {
    const { key, keys } = await pair('ES256');
    api = await openApi((_, response) =>
      api!.seen.length < 3
        ? answer(response, 503, 'no', { 'retry-after': '0' })
        : answer(response, 200, { access_token: 'x', token_type: 'Bearer' }),
    );
    await clientCredentials({
      tokenUrl: `${api.url}/token`,
      clientId: 'partner',
      clientAuthentication: privateKeyJwt({ key }),
      retry: { limit: 2, delay: 1 },
    }).getToken();
    const forms = api.seen.map(({ body }) => new URLSearchParams(body));
    expect(forms.map((form) => form.getAll('client_assertion').length)).toEqual([1, 1, 1]);
    const ids = await Promise.all(
      forms.map(async (form) => (await jwtVerify(form.get('client_assertion')!, keys)).payload.jti),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('S1 a server that echoes the assertion: it is blanked out of the error', async () => {
    const { key, jwk } = await pair('ES256');
    api = await openApi((_, response, body) =>
      answer(response, 400, { error: 'invalid_client', error_description: `bad: ${body}` }),
    );
    const tokens = clientCredentials({
      tokenUrl: `${api.url}/token`,
      clientId: 'partner',
      clientAuthentication: privateKeyJwt({ key: jwk }),
      retry: false,
    });
    const error = await failure(tokens.getToken());
    const assertion = new URLSearchParams(api.seen[0]!.body).get('client_assertion')!;
    const text = inspect(error, { depth: Infinity, showHidden: true }) + String((error as Error).stack);
    expect(text).toContain('[redacted]');
    expect(text).not.toContain(assertion);
    for (const value of [error, tokens, key])
      expect(inspect(value, { depth: Infinity, showHidden: true })).not.toContain(jwk.d);
  });

  it('a JWK that does not say its algorithm: that of its curve, RS256 for an RSA key; no kid in the header', async () => {
    for (const [alg, expected] of [
      ['ES512', 'ES512'],
      ['PS256', 'RS256'],
    ] as const) {
      const { jwk } = await pair(alg);
      const [header] = (await assertionOf({ key: jwk })).split('.');
      expect(JSON.parse(atob(header!))).toEqual({ alg: expected, typ: 'JWT' });
    }
  });

  it('an assertion is of now, in seconds, and of an hour at most', async () => {
    const { jwk, keys } = await pair('ES256');
    const { payload } = await jwtVerify(await assertionOf({ key: jwk, expiresIn: 3600 }), keys);
    expect(Math.abs(payload.iat! - Date.now() / 1000)).toBeLessThan(60);
    expect(payload.exp! - payload.iat!).toBe(3600);
  });

  it('a JWK with members of its own: still a JWK', async () => {
    const { jwk, keys } = await pair('ES256');
    for (const more of [{ algorithm: 'ours' }, { usages: ['sign'] }]) {
      const { protectedHeader } = await jwtVerify(await assertionOf({ key: { ...jwk, ...more } as PrivateJwk }), keys);
      expect(protectedHeader.alg).toBe('ES256');
    }
  });

  it('S1 a key that cannot be read: a TypeError at the first request, without the key', async () => {
    const { jwk } = await pair('ES256');
    const error = await failure(assertionOf({ key: { ...jwk, x: 'canary-x' } }));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toMatch(/`key` cannot be read as a private key for ES256/);
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/canary/);
    expect((error as Error).cause).toBeUndefined();
  });

  it('a bad key or option: a TypeError that names it and never shows the key', async () => {
    const { jwk, pem } = await pair('ES256');
    const { d: _, ...publicJwk } = jwk;
    const { publicKey } = await generateKeyPair('ES256');
    const pkcs1 = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const { subtle } = crypto;
    const mac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const agree = (await subtle.generateKey('X25519', false, ['deriveKey', 'deriveBits'])) as CryptoKeyPair;
    const cases: [Record<string, unknown>, RegExp][] = [
      [null as never, /privateKeyJwt: `options` cannot be null/],
      [undefined as never, /`options` is missing\. Pass `\{ key \}`/],
      [{}, /`key` is missing\. Pass a private key: a CryptoKey, a JWK, or PKCS #8/],
      [{ key: null }, /`key` cannot be null/],
      [{ key: '' }, /text without a PEM header/],
      [{ key: 'canary-secret' }, /text without a PEM header/],
      [{ key: { kty: 'oct', k: 'canary-secret' } }, /`key` is a shared secret/],
      [{ key: publicJwk }, /`key` is a public key/],
      [{ key: {} }, /`key` is an object/],
      [{ key: { kty: 'EC', d: 'canary-secret' } }, /`alg` is missing/],
      [{ key: publicKey }, /`key` is a public CryptoKey for verify\./],
      [{ key: mac }, /`key` is a secret CryptoKey for sign\. Pass a private one/],
      [{ key: agree.privateKey }, /`key` is a private CryptoKey for \w+, \w+\./],
      [{ key: agree.publicKey }, /`key` is a public CryptoKey for nothing\./],
      [{ key: pkcs1.privateKey, alg: 'RS256' }, /another kind \(RSA PRIVATE KEY\). Convert it: `openssl pkcs8/],
      [{ key: pkcs1.publicKey, alg: 'RS256' }, /`key` is a PUBLIC KEY/],
      [{ key: pem }, /`alg` is missing\. Pass a signature algorithm that the server accepts from you/],
      [{ key: pem, alg: 7 }, /`alg` cannot be a number/],
      [{ key: pem, alg: 'XES256' }, /`alg` is `XES256`/],
      [{ key: pem, alg: 'ES2567' }, /`alg` is `ES2567`/],
      [{ key: jwk, alg: 'none' }, /`alg` is `none`/],
      [{ key: jwk, alg: 'HS256' }, /`alg` is `HS256`/],
      [{ key: jwk, kid: 7 }, /`kid` cannot be a number\. Pass a string/],
      [{ key: jwk, audience: '' }, /`audience` cannot be an empty string/],
      [{ key: jwk, expiresIn: 0 }, /`expiresIn` is 0/],
      [{ key: jwk, expiresIn: '60' }, /`expiresIn` cannot be a string\. Pass seconds above 0, at most 3600/],
      [{ key: jwk, expiresIn: 3601 }, /`expiresIn` is 3601/],
    ];
    for (const [options, message] of cases) {
      const build = () => privateKeyJwt(options as unknown as PrivateKeyJwtOptions);
      expect(build).toThrow(TypeError);
      expect(build).toThrow(message);
      expect(build).not.toThrow(/canary/);
      expect(build).not.toThrow(jwk.d);
    }
  });
});

describe('tlsClientAuth', () => {
  it('says who it is, and nothing else: the certificate belongs to the fetch', async () => {
    const asked = request();
    await tlsClientAuth()(asked);
    expect(asked.body.toString()).toBe('client_id=partner');
    expect(asked.headers).toEqual({});
  });
});
