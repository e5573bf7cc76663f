import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialClients } from '../../src/credentials/client-store.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { openApp, testConfig, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

type Key = Record<string, unknown>;

const pair = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });
const publicJwk = (namedCurve = 'P-256'): Key => pair(namedCurve).publicKey.export({ format: 'jwk' }) as Key;
const rsa = (modulusLength: number): Key =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' }) as Key;
const ed25519 = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as Key;

/** A key with its own certificate, as a program makes one for itself. */
async function certified(): Promise<Key> {
  const { cert } = await generate([{ name: 'commonName', value: 'job' }], { keyType: 'ec', algorithm: 'sha256' });
  const x509 = new X509Certificate(cert);
  return { ...(x509.publicKey.export({ format: 'jwk' }) as Key), x5c: [x509.raw.toString('base64')] };
}

const subject = 'CN=nightly-job,O=Ville de Lyon,C=FR';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`authentication by key and certificate, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    const peppers = new Peppers(testConfig.peppers ?? []);

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      lea = await app.person('lea');
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const wish = (authentication: object) => ({ permission_set: 'read_only', ...authentication });
    const byKey = (...keys: Key[]) => ({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } });
    const path = (clientId: string) => `/api/v1/credentials/${clientId}`;
    const update = (clientId: string, body: object) =>
      app.call('credentials.update', path(clientId), { token: lea, body });
    const secretsOf = async (clientId: string) =>
      (await app.call('credentials.secrets.list', `${path(clientId)}/secrets`, { token: lea })).body;
    const addSecret = (clientId: string) =>
      app.call('credentials.secrets.create', `${path(clientId)}/secrets`, { token: lea, body: {} });
    const asClient = async (clientId: string) =>
      (await credentialClients(app.db, peppers, 'both').find(clientId))?.authentication;

    it('by a secret, when nothing is said', async () => {
      const { body } = await app.create(lea, wish({}));
      expect(body).toMatchObject({
        token_endpoint_auth_method: 'client_secret_basic',
        jwks: null,
        tls_client_auth_subject_dn: null,
      });
      expect(await asClient(body.client_id)).toEqual({ method: 'client_secret' });
    });

    it.each([
      ['P-256', publicJwk()],
      ['P-384', publicJwk('P-384')],
      ['P-521', publicJwk('P-521')],
      ['Ed25519', ed25519()],
      ['RSA of 2048 bits', rsa(2048)],
    ])('by a key on %s: shown, handed to the authorization server, and without a secret', async (_kind, key) => {
      const { status, body } = await app.create(
        lea,
        wish(byKey({ ...key, kid: 'a', use: 'sig', 'x-note': 'dropped' })),
      );
      expect(status).toBe(201);
      const kept = { ...key, kid: 'a', use: 'sig' };
      expect(body).toMatchObject({ client_secret: null, jwks: { keys: [kept] } });
      expect(await asClient(body.client_id)).toEqual({ method: 'private_key_jwt', jwks: { keys: [kept] } });
      expect((await secretsOf(body.client_id)).count).toBe(0);
      const refused = await addSecret(body.client_id);
      expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('private_key_jwt')]);
    });

    it('by a certificate, of an authority or registered by itself', async () => {
      const { body } = await app.create(
        lea,
        wish({ token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: subject }),
      );
      expect(body).toMatchObject({ client_secret: null, tls_client_auth_subject_dn: subject });
      expect(await asClient(body.client_id)).toEqual({ method: 'tls_client_auth', subjectDn: subject });
      const key = await certified();
      const own = await app.create(
        lea,
        wish({ token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: { keys: [key] } }),
      );
      expect(await asClient(own.body.client_id)).toEqual({
        method: 'self_signed_tls_client_auth',
        jwks: { keys: [key] },
      });
    });

    it('a private key: refused, told that it is burnt, stored nowhere, and not repeated', async () => {
      const key = pair('P-256').privateKey.export({ format: 'jwk' }) as Key;
      const { status, body, text } = await app.create(lea, wish(byKey(key)));
      expect([status, body.errors?.[0]]).toMatchObject([
        422,
        { pointer: '#/jwks/keys/0/d', detail: expect.stringContaining('Make a new pair') },
      ]);
      expect(text).not.toContain(key['d']);
    });

    it('what cannot be used: 422 that points at it', async () => {
      const [key, other] = [publicJwk(), publicJwk()];
      const ownCertificate = await certified();
      const method = (token_endpoint_auth_method: string, more: object = {}) => ({
        token_endpoint_auth_method,
        ...more,
      });
      const selfSigned = (...keys: Key[]) => method('self_signed_tls_client_auth', { jwks: { keys } });
      for (const [authentication, pointer] of [
        [method('private_key_jwt'), '#/jwks'],
        [method('self_signed_tls_client_auth'), '#/jwks'],
        [method('tls_client_auth'), '#/tls_client_auth_subject_dn'],
        [{ jwks: { keys: [key] } }, '#/jwks'],
        [method('tls_client_auth', { tls_client_auth_subject_dn: subject, jwks: { keys: [key] } }), '#/jwks'],
        [{ ...byKey(key), tls_client_auth_subject_dn: subject }, '#/tls_client_auth_subject_dn'],
        [byKey(rsa(1024)), '#/jwks/keys/0/n'],
        [byKey({ ...key, x: 'AAAA' }), '#/jwks/keys/0'],
        [byKey({ ...key, y: other['y'] }), '#/jwks/keys/0'],
        [byKey({ ...key, alg: 'RS256' }), '#/jwks/keys/0/alg'],
        [byKey({ ...key, kid: 'a' }, { ...other, kid: 'a' }), '#/jwks/keys/1/kid'],
        [selfSigned(key), '#/jwks/keys/0/x5c'],
        [selfSigned({ ...key, x5c: ['bm90aGluZw=='] }), '#/jwks/keys/0/x5c/0'],
        [selfSigned({ ...key, x5c: ownCertificate['x5c'] }), '#/jwks/keys/0/x5c/0'],
      ] as const) {
        const { status, body } = await app.create(lea, wish(authentication));
        expect([authentication, status, body.errors?.[0]?.pointer]).toEqual([authentication, 422, pointer]);
      }
    });

    it('a symmetric key, a curve we do not know, six keys, a name that is none: 400 by the contract', async () => {
      for (const authentication of [
        byKey({ kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T' }),
        byKey({ ...publicJwk(), crv: 'secp256k1' }),
        byKey(...Array.from({ length: 6 }, () => publicJwk())),
        byKey(),
        { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'nightly' },
        { token_endpoint_auth_method: 'client_secret_jwt' },
      ]) {
        expect((await app.create(lea, wish(authentication))).status).toBe(400);
      }
    });

    it('changed: keys are replaced; away from a secret all secrets end at once, and back there is none', async () => {
      const credential = await app.credential(lea);
      const [first, second] = [publicJwk(), publicJwk()];
      expect((await update(credential.client_id, byKey(first))).body).toMatchObject(byKey(first));
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      expect((await secretsOf(credential.client_id)).data).toMatchObject([{ status: 'revoked' }]);
      expect((await update(credential.client_id, { jwks: { keys: [first, second] } })).body).toMatchObject(
        byKey(first, second),
      );
      expect((await update(credential.client_id, { name: 'Sans secret' })).body).toMatchObject(byKey(first, second));

      const back = await update(credential.client_id, { token_endpoint_auth_method: 'client_secret_basic' });
      expect(back.body).toMatchObject({ jwks: null });
      expect((await app.requestToken(credential)).statusCode).toBe(401);
      const added = await addSecret(credential.client_id);
      expect((await app.requestToken({ ...credential, ...added.body })).statusCode).toBe(200);
    });
  });
}
