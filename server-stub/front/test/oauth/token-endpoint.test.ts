import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { basic, client, issuer, openLibrary, type Library } from '../fixture.ts';

let library: Library;
beforeAll(async () => {
  library = await openLibrary();
  library.clients.push(
    client({ clientId: 'odd:id%', secret: 's:e%c r+&=' }),
    client({ clientId: 'limited', resources: ['shelf:1'], role: 'librarian', scopes: ['books.read'] }),
    client({ clientId: 'revoked', status: 'revoked' }),
    client({ clientId: 'suspended', status: 'suspended' }),
    client({ clientId: 'expired', expiresAt: new Date(Date.now() - 1) }),
  );
});
afterAll(() => library.front.close());

const grant = { grant_type: 'client_credentials' };

const answerTo = async (id: string, secret: string, by: 'basic' | 'form') => {
  const answer =
    by === 'basic'
      ? await library.token(grant, { headers: basic(id, secret) })
      : await library.token({ ...grant, client_id: id, client_secret: secret });
  const { date: _date, 'x-request-id': _id, ...headers } = answer.headers;
  return { status: answer.statusCode, headers, body: answer.body };
};

const form = (fields: object) => new URLSearchParams({ ...fields }).toString();
const ask = (scope: string, id = 'desk') => library.token({ ...grant, scope }, { headers: basic(id, 'correct') });

describe('a token request', () => {
  it('with the right secret by Basic gets a token', async () => {
    const answer = await library.token(grant, { headers: basic('desk', 'correct') });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'books.read books.write',
    });
  });

  it('with the right secret in the form gets a token', async () => {
    expect((await library.token({ ...grant, client_id: 'desk', client_secret: 'correct' })).statusCode).toBe(200);
  });

  it('S5 has id and secret form-decoded, colons and percents included', async () => {
    expect((await library.token(grant, { headers: basic('odd:id%', 's:e%c r+&=') })).statusCode).toBe(200);
  });

  it('gets a JWT access token as RFC 9068 has it', async () => {
    const answer = await library.token(grant, { headers: basic('limited', 'correct') });
    const { access_token: token } = answer.json<{ access_token: string }>();
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: issuer,
      aud: issuer,
      sub: 'ada',
      client_id: 'limited',
      act: { sub: 'limited' },
      scope: 'books.read',
      role: 'librarian',
      res: ['shelf:1'],
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    expect((claims.exp as number) - (claims.iat as number)).toBe(900);
  });

  it('O2 is answered with no-store, success and failure alike', async () => {
    const answers = await Promise.all(
      ['correct', 'wrong'].map((secret) => library.token(grant, { headers: basic('desk', secret) })),
    );
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(['no-store', 'no-store']);
  });

  it('is answered under an X-Request-Id, and not opened to pages of other origins', async () => {
    const answer = await library.token(grant, {
      headers: { ...basic('desk', 'correct'), origin: 'https://evil.example' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['x-request-id']).toBeTruthy();
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('T3 gets the configured issuer whatever the Host header says', async () => {
    const answer = await library.token(grant, {
      headers: { ...basic('desk', 'correct'), host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    });
    expect(decodeJwt(answer.json<{ access_token: string }>().access_token).iss).toBe(issuer);
    const metadata = await library.front.inject({
      url: '/.well-known/oauth-authorization-server',
      headers: { host: 'evil.example' },
    });
    expect(metadata.body).not.toContain('evil');
  });
});

describe('A1 a client that may not', () => {
  it.each(['basic', 'form'] as const)('gets one and the same answer for whatever reason, by %s', async (by) => {
    const wrong = await answerTo('desk', 'wrong', by);
    expect(wrong.status).toBe(401);
    expect(JSON.parse(wrong.body)).toEqual({
      error: 'invalid_client',
      error_description: 'client authentication failed',
    });
    expect(wrong.headers['www-authenticate']).toMatch(/^Basic realm=/);
    const others = ['nobody', 'revoked', 'suspended', 'expired'];
    const answers = await Promise.all(others.map((id) => answerTo(id, 'correct', by)));
    expect(answers).toEqual(others.map(() => wrong));
  });

  it('takes as long when it is unknown: the decoy is checked', async () => {
    const checked: string[] = [];
    const other = await openLibrary({
      server: { clients: { find: async () => undefined, verifyDecoy: (secret) => (checked.push(secret), true) } },
    });
    expect((await other.token(grant, { headers: basic('nobody', 'guess') })).statusCode).toBe(401);
    expect(checked).toEqual(['guess']);
    await other.front.close();
  });
});

describe('A2 a malformed request', () => {
  const good = { client_id: 'desk', client_secret: 'correct' };

  it.each<[string, string, Record<string, string>, number, string]>([
    ['no grant_type', form(good), {}, 400, 'invalid_request'],
    ['an unknown grant_type', form({ ...good, grant_type: 'password' }), {}, 400, 'unsupported_grant_type'],
    ['no client', form(grant), {}, 400, 'invalid_request'],
    [
      'two authentication methods',
      form({ ...grant, client_secret: 'correct' }),
      basic('desk', 'correct'),
      400,
      'invalid_request',
    ],
    [
      'two client_ids that differ',
      form({ ...grant, client_id: 'other' }),
      basic('desk', 'correct'),
      400,
      'invalid_request',
    ],
    ['grant_type twice', `${form({ ...good, ...grant })}&grant_type=client_credentials`, {}, 400, 'invalid_request'],
    ['scope twice', `${form({ ...good, ...grant })}&scope=books.read&scope=books.write`, {}, 400, 'invalid_request'],
    ['client_secret twice', `${form({ ...good, ...grant })}&client_secret=correct`, {}, 400, 'invalid_request'],
    ['Basic that is not base64', form(grant), { authorization: 'Basic %%%' }, 400, 'invalid_request'],
    ['Basic without a colon', form(grant), { authorization: `Basic ${btoa('desk')}` }, 400, 'invalid_request'],
    ['Basic with a bare percent', form(grant), { authorization: `Basic ${btoa('desk:50%')}` }, 400, 'invalid_request'],
    ['Basic with a NUL byte', form(grant), { authorization: `Basic ${btoa('desk:a%00b')}` }, 400, 'invalid_request'],
    ['a NUL byte in client_id', form({ ...grant, ...good, client_id: 'a\0b' }), {}, 401, 'invalid_client'],
    ['a NUL byte in the secret', form({ ...grant, ...good, client_secret: 'a\0b' }), {}, 401, 'invalid_client'],
    ['a Bearer token as authentication', form(grant), { authorization: 'Bearer x' }, 400, 'invalid_request'],
    ['a secret of 1 MB', form({ ...grant, ...good, client_secret: 'x'.repeat(1_000_000) }), {}, 400, 'invalid_request'],
    [
      'a JSON body',
      JSON.stringify({ ...grant, ...good }),
      { 'content-type': 'application/json' },
      400,
      'invalid_request',
    ],
    ['a body of no type', form({ ...grant, ...good }), { 'content-type': '' }, 400, 'invalid_request'],
    ['another resource', form({ ...grant, ...good, resource: 'https://other.example' }), {}, 400, 'invalid_target'],
    ['a browser', form({ ...grant, ...good, client_secret: 'wrong' }), { accept: 'text/html' }, 401, 'invalid_client'],
  ])('%s answers the RFC’s error', async (_, payload, headers, status, error) => {
    const answer = await library.token(payload, { headers });
    expect([answer.statusCode, answer.json().error]).toEqual([status, error]);
    expect(answer.json().error_description).toEqual(expect.any(String));
  });

  it('by GET answers 405 in the OAuth shape', async () => {
    const answer = await library.front.inject('/auth/token?grant_type=client_credentials');
    expect([answer.statusCode, answer.headers['allow'], answer.json().error]).toEqual([405, 'POST', 'invalid_request']);
  });
});

describe('P1 a scope', () => {
  it('that the credential has is granted alone', async () => {
    const answer = await ask('books.write');
    expect(answer.json().scope).toBe('books.write');
    expect(decodeJwt(answer.json().access_token)['scope']).toBe('books.write');
  });

  it.each([
    ['unknown', 'books.burn'],
    ['above the credential', 'tokens.look'],
    ['known beside an unknown one', 'books.read books.burn'],
    ['empty', ''],
    ['a space', ' '],
    ['repeated', 'books.read books.read'],
    ['in other case', 'Books.Read'],
    ['with characters no scope has', 'books.read "'],
  ])('that is %s is refused, never dropped', async (_, scope) => {
    const answer = await ask(scope);
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_scope']);
  });

  it('that is not asked for stands for all of the credential', async () => {
    const answer = await library.token(grant, { headers: basic('limited', 'correct') });
    expect(answer.json().scope).toBe('books.read');
  });
});
