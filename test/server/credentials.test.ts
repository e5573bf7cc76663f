/* oxlint-disable vitest/expect-expect -- expectAnswer and expectProblem expect */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswer } from './support/answer.ts';
import { basic, openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let narrow: Credential;
beforeAll(async () => {
  server = await openSubject();
  narrow = await server.credential({ permission_set: 'custom', scopes: ['credentials.read', 'credentials.write'] });
});
afterAll(() => server?.close());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const own = (id: string, of: Credential, body?: unknown, headers: Record<string, string> = {}) =>
  server.call(id, { client_id: of.client_id }, { token: server.token, body, headers });

describe('P1 a scope', () => {
  const refused = { status: 400, error: 'invalid_scope', see: 'RFC 6749 section 5.2' };

  it.each([
    ['above the credential', 'credentials.admin'],
    ['unknown', 'no.such.scope'],
    ['known beside an unknown one', 'credentials.read no.such.scope'],
    ['empty', ''],
    ['repeated', 'credentials.read credentials.read'],
    ['in other case', 'Credentials.Read'],
  ])('that is %s is refused, never dropped', async (_, scope) => {
    expectAnswer(await server.requestToken(narrow, { scope }), refused);
  });

  it('that is not asked for stands for all of the credential', async () => {
    const { body } = await server.requestToken(narrow);
    expect(String(body.scope).split(' ').toSorted()).toEqual(['credentials.read', 'credentials.write']);
  });
});

describe('P2 a restricted token', () => {
  const wish = { name: 'test:server above', permission_set: 'full_access' };

  it('creates nothing above itself', async () => {
    const answer = await server.call('credentials.create', {}, { token: await server.tokenOf(narrow), body: wish });
    expectAnswer(answer, { status: [403, 422], see: 'it would hold more than who makes it' });
  });

  it('adds no secret to a credential above itself', async () => {
    const above = await server.credential({ permission_set: 'read_only' });
    const token = await server.tokenOf(narrow);
    const answer = await server.call('credentials.secrets.create', { client_id: above.client_id }, { token, body: {} });
    expectAnswer(answer, { status: [403, 404, 422], see: 'it would become what it may not' });
  });
});

describe('P5 somebody else’s credential', () => {
  it('is answered as one that is not there', async ({ skip }) => {
    if (server.settings.otherToken === undefined) skip('--other-token of a second person was not given');
    const ask = (id: string) =>
      server.call('credentials.get', { client_id: id }, { token: server.settings.otherToken });
    const [others, nobodys] = [await ask(narrow.client_id), await ask(`${narrow.client_id.slice(0, -1)}~`)];
    expectAnswer(others, { status: 404, see: 'a 403 would tell that it exists' });
    expectAnswer(nobodys, { status: [400, 404], see: 'RFC 9110 section 15.5.5' });
  });
});

describe('K2 rotation', () => {
  it('with a grace period both secrets work, with 0 the older one ends at once', async () => {
    const credential = await server.credential();
    const second = await own('credentials.secrets.create', credential, { grace_period_seconds: 3600 });
    expectAnswer(second, { status: 201, see: 'the contract' });
    const renewed = { ...credential, client_secret: second.body.client_secret as string };
    for (const each of [credential, renewed])
      expectAnswer(await server.requestToken(each), { status: 200, see: 'within the grace period' });
    const third = await own('credentials.secrets.create', credential, { grace_period_seconds: 3600 });
    expectAnswer(third, { status: 409, see: 'two secrets work at a time' });

    const other = await server.credential();
    const fresh = await own('credentials.secrets.create', other, { grace_period_seconds: 0 });
    expectAnswer(await server.requestToken(other), {
      status: 401,
      error: 'invalid_client',
      see: 'a grace period of 0 s',
    });
    const kept = { ...other, client_secret: fresh.body.client_secret as string };
    expectAnswer(await server.requestToken(kept), { status: 200, see: 'the new secret' });
  });
});

describe('K3 a secret', () => {
  it('is shown once: neither read, nor listed, nor repeated by an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'test:server once', permission_set: 'read_only' };
    const create = (changes: object = {}) =>
      server.call('credentials.create', {}, { token: server.token, headers, body: { ...body, ...changes } });
    const first = await create();
    expectAnswer(first, { status: 201, see: 'the contract' });
    const { client_secret: secret } = first.body as Credential;
    const created = first.body as Credential;
    try {
      const answers = [
        await create(),
        await own('credentials.get', created),
        await own('credentials.secrets.list', created),
        await server.call('credentials.list', {}, { token: server.token }),
      ];
      for (const { text } of answers) expect(text).not.toContain(secret);
      expect(answers[0]?.body.client_id, 'a repeated key repeats the answer').toBe(created.client_id);
      expectAnswer(await create({ name: 'another body' }), { status: [409, 422], see: 'one key, one request' });
    } finally {
      await own('credentials.revoke', created, {});
      await own('credentials.delete', created);
    }
  });
});

describe('K4 extending', () => {
  it('into the past fails', async () => {
    const answer = await own('credentials.extend', await server.credential({ expires_at: inHours(1) }), {
      expires_at: inHours(-1),
    });
    expectAnswer(answer, { status: [400, 422], see: 'the contract' });
  });

  it('of a revoked credential fails', async () => {
    const credential = await server.credential({ expires_at: inHours(1) });
    await own('credentials.revoke', credential, {});
    expectAnswer(await own('credentials.extend', credential, { expires_at: inHours(2) }), {
      status: 409,
      see: 'the contract',
    });
    expectAnswer(await server.requestToken(credential), {
      status: 401,
      error: 'invalid_client',
      see: 'it stays revoked',
    });
  });
});

describe('T4 revocation', () => {
  it('of a credential ends its tokens within a second', async () => {
    const credential = await server.credential({ permission_set: 'custom', scopes: ['credentials.read'] });
    const token = await server.tokenOf(credential);
    expectAnswer(await server.call('credentials.list', {}, { token }), { status: 200, see: 'the control' });
    await own('credentials.revoke', credential, {});
    const status = async () => (await server.call('credentials.list', {}, { token })).status;
    await expect.poll(status, { timeout: 1_500, interval: 50 }).toBe(401);
  });

  it('of a token by its client ends it (RFC 7009), and of another client’s token does nothing', async ({ skip }) => {
    const endpoint = server.metadata.revocation_endpoint;
    if (endpoint === undefined) skip('the server has no revocation endpoint');
    const [token, stranger] = [await server.tokenOf(narrow), await server.credential()];
    expectAnswer(await server.post(endpoint as string, { token }, basic(stranger)), {
      status: 200,
      see: 'RFC 7009 section 2.2',
    });
    expectAnswer(await server.call('credentials.list', {}, { token }), { status: 200, see: 'RFC 7009 section 2.1' });
    expectAnswer(await server.post(endpoint as string, { token }, basic(narrow)), {
      status: 200,
      see: 'RFC 7009 section 2.2',
    });
    const status = async () => (await server.call('credentials.list', {}, { token })).status;
    await expect.poll(status, { timeout: 1_500, interval: 50 }).toBe(401);
  });
});

describe('K6 introspection', () => {
  it('describes a token to its own client, and says active: false to another', async ({ skip }) => {
    const endpoint = server.metadata.introspection_endpoint;
    if (endpoint === undefined) skip('the server has no introspection endpoint');
    const [token, stranger] = [await server.tokenOf(narrow), await server.credential()];
    const look = (by: Credential) => server.post(endpoint as string, { token }, basic(by));
    const mine = await look(narrow);
    expectAnswer(mine, { status: 200, see: 'RFC 7662 section 2.2' });
    expect(mine.body).toMatchObject({ active: true, client_id: narrow.client_id });
    expect((await look(stranger)).body, 'RFC 7662 section 4').toEqual({ active: false });
  });
});

describe('O2 no-store', () => {
  it('is on every answer that carries a secret or a token', async () => {
    const credential = await server.credential();
    const rotated = await own('credentials.secrets.create', credential, { grace_period_seconds: 60 });
    const token = await server.requestToken(credential);
    const created = await server.call(
      'credentials.create',
      {},
      { token: server.token, body: { name: 'test:server', permission_set: 'read_only' } },
    );
    await own('credentials.revoke', created.body as Credential, {});
    await own('credentials.delete', created.body as Credential);
    for (const [name, { headers }] of Object.entries({ created, rotated, token })) {
      expect(headers.get('cache-control'), `${name}: RFC 6749 section 5.1`).toContain('no-store');
    }
  });
});

describe('metadata (RFC 8414)', () => {
  it('has what section 2 requires, under the issuer', () => {
    const { issuer, token_endpoint: token, jwks_uri: jwks } = server.metadata;
    expect(new URL(issuer).search + new URL(issuer).hash, 'section 2: no query, no fragment').toBe('');
    for (const url of [token, jwks]) expect(URL.canParse(url), url).toBe(true);
    expect(server.metadata).toMatchObject({
      response_types_supported: expect.any(Array),
      grant_types_supported: expect.arrayContaining(['client_credentials']),
    });
  });

  it('points to public keys, and to none that is symmetric or private', async () => {
    const { keys } = (await (await fetch(server.metadata.jwks_uri)).json()) as { keys: Record<string, string>[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key['kty']).not.toBe('oct');
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
    }
  });
});
