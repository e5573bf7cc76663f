/* oxlint-disable vitest/expect-expect -- expectAnswer and expectProblem expect */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  SignJWT,
  UnsecuredJWT,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { expectAnswer, readAnswer, type Answer } from './support/answer.ts';
import { headerOf, operation } from './support/contract.ts';
import { openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let writer: Credential;
let token: string;
beforeAll(async () => {
  server = await openSubject();
  writer = await server.credential({ permission_set: 'custom', scopes: ['credentials.read', 'credentials.write'] });
  token = await server.tokenOf(writer);
});
afterAll(() => server?.close());

const list = (bearer: string | undefined, headers: Record<string, string> = {}, query = '') =>
  server.call('credentials.list', {}, { token: bearer, headers, query });

/** A refusal as RFC 9457 and the contract have it. */
function expectProblem(answer: Answer, status: number | readonly number[], see: string, error?: string): void {
  expectAnswer(answer, { status, see, ...(error === undefined ? {} : { error }) });
  expect(answer.headers.get('content-type'), 'RFC 9457 section 3').toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: expect.any(String), title: expect.any(String), status: answer.status });
  expect(answer.headers.get('x-request-id'), 'the contract: every answer has an X-Request-Id').toBeTruthy();
}

describe('T1 a forged token is refused', () => {
  const see = 'RFC 9068 section 4';

  it('the control: a genuine one is accepted', async () => {
    expectAnswer(await list(token), { status: 200, see: 'RFC 6750' });
  });

  async function forge(header: object): Promise<string> {
    const { privateKey } = await generateKeyPair('ES256');
    return new SignJWT(decodeJwt(token))
      .setProtectedHeader({ ...decodeProtectedHeader(token), alg: 'ES256', ...header })
      .sign(privateKey);
  }

  it.each<[string, () => Promise<string>]>([
    ['alg none', async () => new UnsecuredJWT(decodeJwt(token)).encode()],
    [
      'alg none under our kid',
      async () => `${encode({ ...decodeProtectedHeader(token), alg: 'none' })}.${token.split('.')[1]}.`,
    ],
    ['another key under our kid', () => forge({})],
    ['an unknown kid', () => forge({ kid: 'unknown' })],
    ['no kid', () => forge({ kid: undefined })],
    ['a path in kid', () => forge({ kid: '../../../../dev/null' })],
    ['SQL in kid', () => forge({ kid: "x' OR '1'='1" })],
    ['a jku of the forger', () => forge({ jku: 'https://evil.invalid/jwks.json', kid: 'evil' })],
    ['an x5u of the forger', () => forge({ x5u: 'https://evil.invalid/cert.pem', kid: 'evil' })],
    [
      'an embedded key',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
        return new SignJWT(decodeJwt(token))
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(publicKey) })
          .sign(privateKey);
      },
    ],
    [
      'HS256 with the public key as secret',
      async () => {
        const { keys } = (await (await fetch(server.metadata.jwks_uri)).json()) as { keys: JWK[] };
        const key = keys.find(({ kid }) => kid === decodeProtectedHeader(token).kid) as JWK;
        const pem = await exportSPKI((await importJWK(key, key.alg ?? 'ES256')) as Parameters<typeof exportSPKI>[0]);
        return new SignJWT(decodeJwt(token))
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: key.kid as string })
          .sign(new TextEncoder().encode(pem));
      },
    ],
    [
      'other claims under our signature',
      async () => {
        const [header, , signature] = token.split('.');
        return `${header}.${encode({ ...decodeJwt(token), scope: 'credentials.admin' })}.${signature}`;
      },
    ],
    ['no signature', async () => `${token.split('.').slice(0, 2).join('.')}.`],
    ['a JWE', async () => 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA'],
    ['no JWT at all', async () => 'junk'],
  ])('%s', async (_, make) => {
    const answer = await list(await make());
    expectProblem(answer, 401, see);
    expect(answer.headers.get('www-authenticate'), 'RFC 6750 section 3').toMatch(/^bearer .*error="?invalid_token/i);
  });
});

describe('T3 the issuer is configured', () => {
  it('and is the same in metadata and tokens, whatever Host and Forwarded say', async () => {
    const evil = { 'x-forwarded-host': 'evil.invalid', 'x-forwarded-proto': 'gopher', forwarded: 'host=evil.invalid' };
    const metadata = await fetch(`${server.settings.url}/.well-known/oauth-authorization-server`, { headers: evil });
    expect((await metadata.json()) as object).toEqual(server.metadata);
    expect(decodeJwt(token).iss, 'RFC 9068 section 4').toBe(server.metadata.issuer);
  });
});

describe('T6 a token in the address', () => {
  it.each([
    ['alone', false],
    ['beside a good one', true],
  ])('is refused %s', async (_, beside) => {
    const answer = await list(beside ? token : undefined, {}, `?access_token=${token}`);
    expectProblem(answer, [400, 401], 'RFC 9700 section 4.3.2');
    expect(answer.text).not.toContain(token);
  });
});

describe('a request without, or with too little', () => {
  it('no token: 401 with a challenge and no error code', async () => {
    const answer = await list(undefined);
    expectProblem(answer, 401, 'RFC 6750 section 3.1');
    expect(answer.headers.get('www-authenticate')).not.toContain('error=');
  });

  it('a token without the scope: 403 that names it', async () => {
    const answer = await list(await server.tokenOf(writer, 'credentials.write'));
    expectProblem(answer, 403, 'RFC 6750 section 3.1');
    expect(answer.headers.get('www-authenticate')).toMatch(/insufficient_scope/);
  });

  it.each([
    ['a path that is none', 'GET', '/nothing-is-here', 404],
    ['a method that the path has not', 'PUT', undefined, 405],
  ])('%s', async (_, method, path, status) => {
    const { path: known } = operation('credentials.list');
    const response = await fetch(server.settings.url + (path ?? known), {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    expectProblem(
      { status: response.status, headers: response.headers, text, body: JSON.parse(text) },
      status,
      'RFC 9457',
    );
  });

  it('an address that cannot be decoded', async () => {
    const answer = await fetch(`${server.settings.url}/%zz`).then(readAnswer);
    // Proxies refuse it themselves, and know nothing of problems.
    if (answer.body === undefined) expectAnswer(answer, { status: 400, see: 'RFC 3986 section 2.1' });
    else expectProblem(answer, [400, 404], 'RFC 9457');
  });

  it.each([
    ['JSON that ends early', '{"name":'],
    ['__proto__', '{"name":"x","permission_set":"read_only","__proto__":{"admin":true}}'],
    ['a NUL', String.raw`{"name":"a\u0000","permission_set":"read_only"}`],
    ['10,000 levels', `{"name":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('a body with %s', async (_, body) => {
    expectProblem(await server.call('credentials.create', {}, { token, body }), [400, 422], 'never a 500');
  });
});

describe('P6 and P7 two credentials in one request', () => {
  it('P6 a wrong API key beside a good token is refused', async ({ skip }) => {
    const header = headerOf('apiKey');
    if (header === undefined) skip('the contract has no API keys');
    expectProblem(await list(token, { [header as string]: 'gch_live_wrong' }), [400, 401], 'RFC 6750 section 3.1');
  });

  it('P7 a person’s token beside a client’s never widens it', async ({ skip }) => {
    const header = headerOf('userToken');
    if (header === undefined) skip('the contract has no tokens of people beside those of clients');
    if (server.settings.token === undefined) skip('--token of a person was not given');
    const narrow = await server.tokenOf(writer, 'credentials.write');
    expectProblem(
      await list(narrow, { [header as string]: server.token }),
      [400, 401, 403],
      'the client’s scopes are a ceiling',
    );
  });

  it('P7 nor does one that is not valid', async ({ skip }) => {
    const header = headerOf('userToken');
    if (header === undefined) skip('the contract has no tokens of people beside those of clients');
    expectProblem(
      await list(await server.tokenOf(writer, 'credentials.write'), { [header as string]: 'junk' }),
      [400, 401, 403],
      'RFC 6750 section 3.1',
    );
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
