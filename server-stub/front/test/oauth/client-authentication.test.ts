import { randomUUID } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair, type JWTPayload } from 'jose';
import { generate } from 'selfsigned';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateFromHeader, type ClientAuthentication } from '../../src/index.ts';
import { basic, client, issuer, openLibrary } from '../fixture.ts';

const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'desk-1', alg: 'ES256' }] };

const certificate = async (name: string) => {
  const attributes = [
    { name: 'countryName', value: 'FR' },
    { name: 'organizationName', value: 'Library Lyon' },
    { name: 'commonName', value: name },
  ];
  return (await generate(attributes, { keyType: 'ec', algorithm: 'sha256' })).cert;
};
const [own, foreign] = [await certificate('desk'), await certificate('stranger')];
const x5c = (pem: string) => pem.replaceAll(/-----.*-----|\s/g, '');
const withCertificate = (pem: string) => ({ 'x-certificate': encodeURIComponent(pem) });

const desk = await openLibrary({ server: { clientCertificate: certificateFromHeader('X-Certificate', true) } });
afterAll(() => desk.front.close());
const add = (clientId: string, authentication: ClientAuthentication, more: object = {}) =>
  desk.clients.push(client({ clientId, authentication, ...more }));
add('signer', { method: 'private_key_jwt', jwks });
add('gone', { method: 'private_key_jwt', jwks }, { status: 'revoked' });
add('known-subject', { method: 'tls_client_auth', subjectDn: 'CN=desk, O=Library Lyon, C=FR' });
add('own-certificate', {
  method: 'self_signed_tls_client_auth',
  jwks: { keys: [{ ...jwks.keys[0], x5c: [x5c(own)] }] },
});

const grant = { grant_type: 'client_credentials' };
const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const assertion = (claims: JWTPayload = {}, header: object = {}, key = privateKey) => {
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: 'signer', sub: 'signer', aud: issuer, jti: randomUUID(), iat: now, exp: now + 60, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'desk-1', ...header }).sign(key);
};

const byAssertion = async (client_assertion: string, more: Record<string, string> = {}) =>
  desk.token({ ...grant, client_assertion_type: type, client_assertion, ...more });

describe('private_key_jwt (RFC 7523)', () => {
  it('issues a token to who signs with the registered key, addressed to the issuer or to the endpoint', async () => {
    for (const aud of [issuer, `${issuer}/auth/token`]) {
      const answer = await byAssertion(await assertion({ aud }));
      expect(answer.statusCode).toBe(200);
      expect(answer.json().scope).toBe('books.read books.write');
    }
  });

  it('takes an assertion once, of two at once too', async () => {
    const once = await assertion();
    const answers = await Promise.all([byAssertion(once), byAssertion(once), byAssertion(once)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 401, 401]);
  });

  const past = Math.floor(Date.now() / 1000) - 120;
  it.each([
    ['another key', async () => assertion({}, {}, (await generateKeyPair('ES256')).privateKey)],
    ['another audience', () => assertion({ aud: 'https://evil.example' })],
    ['an end that has passed', () => assertion({ exp: past })],
    ['no end', () => assertion({ exp: undefined })],
    ['an end that is far away', () => assertion({ exp: past + 7_200 })],
    ['an end that no calendar has', () => assertion({ exp: 1e13 })],
    ['a beginning to come', () => assertion({ iat: past + 600 })],
    ['two audiences', () => assertion({ aud: [issuer, 'https://evil.example'] })],
    ['no jti', () => assertion({ jti: undefined })],
    ['another issuer', () => assertion({ iss: 'desk' })],
    ['a client that has ended', () => assertion({ iss: 'gone', sub: 'gone' })],
    ['a client that has a secret', () => assertion({ iss: 'desk', sub: 'desk' })],
    ['an unknown client', () => assertion({ iss: 'nobody', sub: 'nobody' })],
    [
      'no signature',
      async () => {
        const [, payload] = (await assertion()).split('.');
        return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      },
    ],
    [
      'the public key as a shared secret',
      () =>
        new SignJWT({ iss: 'signer', sub: 'signer', aud: issuer, jti: randomUUID() })
          .setExpirationTime('1m')
          .setProtectedHeader({ alg: 'HS256', kid: 'desk-1' })
          .sign(new TextEncoder().encode(JSON.stringify(jwks.keys[0]))),
    ],
  ])('A1 refuses %s with plain invalid_client', async (_what, make) => {
    const answer = await byAssertion(await make());
    const wrongSecret = await desk.token(grant, { headers: basic('desk', 'wrong') });
    expect(answer.json()).toEqual(wrongSecret.json());
    expect(answer.statusCode).toBe(401);
  });

  it('A2 refuses two ways at once, and a secret from who registered a key', async () => {
    const both = await byAssertion(await assertion(), { client_id: 'signer', client_secret: 'correct' });
    expect([both.statusCode, both.json().error]).toEqual([400, 'invalid_request']);
    const secret = await desk.token(grant, { headers: basic('signer', 'correct') });
    expect([secret.statusCode, secret.json().error]).toEqual([401, 'invalid_client']);
  });
});

describe('mutual TLS (RFC 8705)', () => {
  const byCertificate = (client_id: string, pem?: string) =>
    desk.token({ ...grant, client_id }, { headers: pem === undefined ? {} : withCertificate(pem) });

  it('knows a client by the subject of its certificate', async () => {
    expect((await byCertificate('known-subject', own)).statusCode).toBe(200);
    expect((await byCertificate('known-subject', foreign)).statusCode).toBe(401);
    expect((await byCertificate('known-subject')).statusCode).toBe(401);
  });

  it('knows a client by the certificate that it registered', async () => {
    expect((await byCertificate('own-certificate', own)).statusCode).toBe(200);
    expect((await byCertificate('own-certificate', foreign)).statusCode).toBe(401);
  });

  it('does not take a subject from a certificate that nobody verified', async () => {
    const loose = await openLibrary({ server: { clientCertificate: certificateFromHeader('X-Certificate', false) } });
    loose.clients.push(...desk.clients);
    const ask = (client_id: string) => loose.token({ ...grant, client_id }, { headers: withCertificate(own) });
    expect((await ask('known-subject')).statusCode).toBe(401);
    expect((await ask('own-certificate')).statusCode).toBe(200);
    await loose.front.close();
  });

  it('binds tokens to the certificate: without it, or with another, they open nothing', async () => {
    const { access_token } = (await byCertificate('own-certificate', own)).json();
    const read = (headers: Record<string, string>) =>
      desk.front.inject({ url: '/v2/books', headers: { authorization: `Bearer ${access_token}`, ...headers } });
    expect((await read(withCertificate(own))).statusCode).toBe(200);
    expect((await read(withCertificate(foreign))).statusCode).toBe(401);
    const without = await read({});
    expect(without.statusCode).toBe(401);
    expect(without.headers['www-authenticate']).toContain('invalid_token');
  });

  it('is not offered where no certificate can be seen', async () => {
    const plain = await openLibrary();
    const metadata = (await plain.front.inject({ url: '/.well-known/oauth-authorization-server' })).json();
    expect(metadata.token_endpoint_auth_methods_supported).toEqual([
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ]);
    await plain.front.close();
  });
});

it('A1 a client with a certificate looks like any other where none can be seen', async () => {
  const plain = await openLibrary();
  plain.clients.push(...desk.clients);
  for (const form of [{}, { client_secret: 'correct' }] as Record<string, string>[]) {
    const answers = await Promise.all(
      ['own-certificate', 'known-subject', 'nobody'].map((client_id) => plain.token({ ...grant, client_id, ...form })),
    );
    const [first, ...others] = answers.map((answer) => [answer.statusCode, answer.body]);
    expect(others).toEqual([first, first]);
  }
  await plain.front.close();
});
