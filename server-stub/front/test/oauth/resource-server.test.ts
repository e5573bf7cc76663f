import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { JWK } from 'jose';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createAuthorizationServer,
  createResourceServer,
  generateSigningKey,
  InvalidTokenError,
  type TokenRequest,
} from '../../src/index.ts';
import { thumbprint } from '../../src/oauth/certificates.ts';
import { publishKeys, type PublishedKeys } from '../support/published-keys.ts';

const issuer = 'https://library.example';

let key: JWK;
let published: PublishedKeys;
beforeEach(async () => {
  key = await generateSigningKey();
  published = await publishKeys(key);
});
afterEach(async () => {
  vi.useRealTimers();
  await published.close();
});

const resourceServer = (options: object = {}) =>
  createResourceServer({ issuer, audience: issuer, jwksUri: published.url, ...options });

/** A token of the issuer. */
async function issue(signingKey: JWK = key, request: Partial<TokenRequest> = {}): Promise<string> {
  const server = await createAuthorizationServer({
    issuer,
    endpoints: { token_endpoint: '/t', jwks_uri: '/j', metadata: '/m' },
    signingKeys: { keys: [signingKey] },
    scopes: [],
    clients: { verifyDecoy: () => false, find: async () => undefined },
  });
  return (await server.issueToken({ subject: 'ada', clientId: 'desk', scopes: ['s'], ...request })).accessToken;
}

const unavailable = { kind: 'unavailable', status: 503, headers: { 'retry-after': '2' } };
const at = (time: number) => vi.setSystemTime(time);
const start = 1_800_000_000_000;

describe("the issuer's keys", () => {
  it('are fetched by the first token, once for all that come at once', async () => {
    const server = resourceServer();
    expect(published.asked).toBe(0);
    const tokens = await Promise.all(Array.from({ length: 5 }, () => issue()));
    await Promise.all(tokens.map((token) => server.verifyToken(token)));
    expect(published.asked).toBe(1);
  });

  it.each<[string, PublishedKeys['answer']]>([
    ['500', (_, response) => response.writeHead(500).end()],
    ['a page', (_, response) => response.end('<!doctype html>')],
    ['no key set', (_, response) => response.end('{"keys":"none"}')],
    ['a redirect', (_, response) => response.writeHead(302, { location: 'https://evil.example/jwks' }).end()],
    ['half an answer', (_, response) => response.writeHead(200, { 'content-length': '9' }).end('{')],
    ['nothing', () => {}],
    ['a closed connection', ({ socket }) => socket.destroy()],
  ])('that cannot be had (%s): nobody knows, which is 503 and not 401, until they can', async (_, answer) => {
    const server = resourceServer();
    published.answer = answer;
    const token = await issue();
    await expect(server.verifyToken(token)).rejects.toMatchObject(unavailable);
    published.answer = undefined;
    await expect.poll(() => server.verifyToken(token).catch(() => undefined), { timeout: 5_000 }).toBeDefined();
  });

  it('that cannot be had are not asked for by each request', async () => {
    const server = resourceServer();
    published.answer = (_, response) => response.writeHead(503).end();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => issue()));
    for (const token of tokens) {
      await expect(server.verifyToken(token)).rejects.toMatchObject(unavailable);
    }
    expect(published.asked).toBe(1);
  });

  it('are good for a minute of an outage, and then nobody knows any more', async () => {
    vi.useFakeTimers({ now: start, toFake: ['Date'] });
    const server = resourceServer();
    const token = await issue();
    await server.verifyToken(token);
    published.answer = (_, response) => response.writeHead(503).end();
    at(start + 59_000);
    await expect(server.verifyToken(token)).resolves.toBeDefined();
    at(start + 61_000);
    await expect(server.verifyToken(token)).rejects.toMatchObject(unavailable);
  });

  it('are fetched again before they are too old, while requests go on', async () => {
    vi.useFakeTimers({ now: start, toFake: ['Date'] });
    const server = resourceServer();
    const token = await issue();
    await server.verifyToken(token);
    at(start + 31_000);
    await server.verifyToken(token);
    await expect.poll(() => published.asked).toBe(2);
    // It succeeded: the minute counts from there.
    await delay(20);
    published.answer = (_, response) => response.writeHead(503).end();
    at(start + 89_000);
    await expect(server.verifyToken(token)).resolves.toBeDefined();
  });

  it('T5 a new one is found, and one that was taken out of service ceases to count, also for a token that was verified', async () => {
    vi.useFakeTimers({ now: start, toFake: ['Date'] });
    const server = resourceServer();
    const old = await issue();
    await server.verifyToken(old);
    const fresh = await generateSigningKey();
    published.keys = [fresh];
    at(start + 6_000);
    await expect(server.verifyToken(await issue(fresh))).resolves.toBeDefined();
    await expect(server.verifyToken(old)).rejects.toThrow(InvalidTokenError);
  });

  it('T1 a forger’s unknown key makes nobody ask again and again', async () => {
    const server = resourceServer();
    await server.verifyToken(await issue());
    const forged = await Promise.all(Array.from({ length: 10 }, async () => issue(await generateSigningKey())));
    for (const token of forged) {
      await expect(server.verifyToken(token)).rejects.toThrow(InvalidTokenError);
    }
    expect(published.asked).toBe(1);
  });
});

describe('a token bound to a certificate (RFC 8705)', () => {
  it('needs that certificate, and is refused where certificates are not read', async () => {
    const pem = (await generate([{ name: 'commonName', value: 'desk' }])).cert;
    const certificate = new X509Certificate(pem);
    const other = new X509Certificate((await generate([{ name: 'commonName', value: 'desk' }])).cert);
    const token = await issue(key, { cnf: { 'x5t#S256': thumbprint(certificate) } });
    const holds = async (presented?: X509Certificate) => {
      const server = resourceServer(
        presented ? { clientCertificate: () => ({ certificate: presented, authorized: true }) } : {},
      );
      return server.isHolder(await server.verifyToken(token), {} as IncomingMessage);
    };
    expect([await holds(certificate), await holds(other), await holds()]).toEqual([true, false, false]);
  });
});

it('what another tells of revocations counts', async () => {
  const revoked = new Set<string>();
  const server = resourceServer({ revocations: { isRevoked: (jti: string) => revoked.has(jti) } });
  const token = await issue();
  const { claims } = await server.verifyToken(token);
  revoked.add(String(claims['jti']));
  await expect(server.verifyToken(token)).rejects.toThrow('was revoked');
});
