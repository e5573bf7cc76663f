import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../../src/index.ts';
import type { MockSession } from '../../src/index.ts';
import { Journal, journalLimit, type JournalEntry } from '../../src/sessions/journal.ts';
import { books } from '../fixture.ts';
import { clientOf } from '../support.ts';

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock({ contract: books, port: 0 });
});
afterAll(() => mock.close());

async function begin(request: Parameters<RunningMock['createSession']>[0] = {}) {
  const created: MockSession = mock.createSession(request);
  const client = clientOf(mock, created);
  const journal = async (query = ''): Promise<JournalEntry[]> =>
    (await client.control('GET', `/journal${query}`)).body.entries;
  return { created, client, journal };
}

describe('the journal', () => {
  it('has each call as it was sent, and how it was answered', async () => {
    const { client, journal } = await begin();
    const token = await client.token();
    const answer = await client.call(token, '/v1/books?page=3&tag=a&tag=b', { headers: { 'x-request-id': 'mine' } });
    await answer.text();
    const [, entry] = await journal();
    expect(entry).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      requestId: 'mine',
      operationId: 'getBooks',
      method: 'GET',
      path: '/v1/books',
      query: { page: '3', tag: ['a', 'b'] },
      headers: expect.objectContaining({ authorization: 'Bearer [redacted]', 'x-request-id': 'mine' }),
      status: 200,
      problem: null,
      duration: expect.any(Number),
      answeredBy: 'contract',
    });
    expect(Math.abs(Date.parse(entry!.at) - Date.now())).toBeLessThan(60_000);
  });

  it('tells its times by the clock of the session', async () => {
    const { client, journal } = await begin();
    await client.control('POST', '/clock', { advance: 86_400 });
    await client.token();
    const [entry] = await journal();
    expect(Math.abs(Date.parse(entry!.at) - Date.now() - 86_400_000)).toBeLessThan(60_000);
  });

  it('has what the counter refused, and whom it refused', async () => {
    const { client, created, journal } = await begin({ scopes: ['read'] });
    const token = await client.token();
    await client.call(token, '/v1/books/1', { method: 'DELETE' });
    await client.call(token, '/v1/books/x');
    await client.call(token, '/nowhere');
    await client.control('POST', '/clock', { advance: 10_000 });
    await client.call(token, '/v1/books');
    await fetch(`${mock.url}/v1/books?api_key=${created.apiKey}`);
    const entries = await journal();
    expect(entries.map(({ status, problem, answeredBy }) => `${status} ${problem} ${answeredBy}`)).toEqual([
      '200 null oauth',
      '403 insufficient-scope front',
      '400 invalid-request front',
      '404 not-found front',
      '401 invalid-token front',
      '200 null contract',
    ]);
    expect(entries[3]!.operationId).toBeNull();
  });

  it('has calls with a token that has expired by itself or was revoked, and none with a forged one', async () => {
    const kit = await startMock({ port: 0 });
    const created = kit.createSession();
    const client = clientOf(kit, created);
    const { fullPath } = kit.contract.operations.find(
      ({ method, path, oauthEndpoint, security }) =>
        method === 'GET' && !path.includes('{') && oauthEndpoint === undefined && security.length > 0,
    )!;
    const { clientId } = created;
    const expired = await kit.tokens.issueToken({ subject: clientId, clientId, scopes: created.scopes, ttl: -60 });
    expect((await client.call(expired.accessToken, fullPath)).status).toBe(401);
    const revoked = await client.token();
    await fetch(kit.url + kit.contract.endpoints.revocation_endpoint!, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${created.clientSecret}`)}` },
      body: new URLSearchParams({ token: revoked }),
    });
    expect((await client.call(revoked, fullPath)).status).toBe(401);
    const other = await startMock({ port: 0 });
    const forged = await other.tokens.issueToken({ subject: clientId, clientId, scopes: created.scopes });
    await other.close();
    expect((await client.call(forged.accessToken, fullPath)).status).toBe(401);
    const { entries } = (await client.control('GET', '/journal')).body;
    await kit.close();
    expect(entries.map(({ status, answeredBy }: JournalEntry) => `${status} ${answeredBy}`)).toEqual([
      '401 front',
      '200 oauth',
      '200 oauth',
      '401 front',
    ]);
    // What it was asked to revoke is a token, and a secret.
    expect(entries[2].body).toEqual({ token: '[redacted]' });
  });

  it('has token requests with a wrong secret or scope', async () => {
    const { client, created, journal } = await begin();
    await client.token();
    await client.requestToken({}, 'wrong');
    await client.requestToken({ scope: 'nothing' });
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: created.clientId,
      client_secret: created.clientSecret,
    });
    await fetch(mock.tokenUrl, { method: 'POST', body: form });
    const entries = await journal();
    expect(entries.map(({ status, problem }) => [status, problem])).toEqual([
      [200, null],
      [401, 'invalid_client'],
      [400, 'invalid_scope'],
      [200, null],
    ]);
    expect(entries.at(-1)!.body).toEqual({
      grant_type: 'client_credentials',
      client_id: created.clientId,
      client_secret: '[redacted]',
    });
    expect((await client.control('GET')).body).toMatchObject({ calls: 0, tokenRequests: 4 });
  });

  it('holds no secret, token or key, wherever one was sent', async () => {
    const { client, created, journal } = await begin();
    const token = await client.token();
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({
      id: 1,
      title: `secret: ${created.clientSecret}`,
      password: 'hunter2',
      deep: [token],
    });
    await client.call(token, '/v1/books', { method: 'POST', headers: json, body });
    await client.call(token, `/v1/books?page=1&note=${token}`, { headers: { 'x-note': token, cookie: `a=${token}` } });
    await client.call(token, `/v1/${created.clientSecret}`);
    await fetch(`${mock.url}/v1/books?api_key=${created.apiKey}`);
    const text = JSON.stringify(await journal());
    expect(await journal()).toHaveLength(5);
    for (const secret of [token, created.clientSecret, created.apiKey, 'hunter2', btoa(created.clientSecret)])
      expect(text).not.toContain(secret);
    expect((await journal('?status=201'))[0]!.body).toEqual({
      id: 1,
      title: 'secret: [redacted]',
      password: '[redacted]',
      deep: ['[redacted]'],
    });
  });

  it('hides what is secret by where it stands, also when it looks like nothing', async () => {
    const { client, created, journal } = await begin();
    const token = await client.token();
    await client.call(token, '/v1/books?api_key=plain-words&api_key=other-words', {
      headers: { cookie: 'sid=plain-words' },
    });
    const basic = `Basic ${btoa(`${created.clientId}:${created.clientSecret}`)}`;
    await fetch(mock.tokenUrl, {
      method: 'POST',
      headers: { authorization: basic },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'plain-words', token: 'plain-words' }),
    });
    const [, call, exchange] = await journal();
    expect(call!.query).toEqual({ api_key: ['[redacted]', '[redacted]'] });
    expect(call!.headers['cookie']).toBe('[redacted]');
    expect(exchange!.headers['authorization']).toBe('Basic [redacted]');
    expect(exchange!.body).toEqual({ grant_type: 'authorization_code', code: '[redacted]', token: '[redacted]' });
    expect(JSON.stringify(await journal())).not.toContain('-words');
  });

  it('has the headers that were sent, and no other', async () => {
    const { client, journal } = await begin();
    const token = await client.token();
    await client.call(token, '/v1/books', { headers: { 'X-Forwarded-For': '10.0.0.7' } });
    const [exchange, call] = await journal();
    expect(Object.keys(exchange!.headers).filter((name) => name.startsWith('x-forwarded'))).toEqual([]);
    expect(exchange!.headers).toMatchObject({ authorization: 'Basic [redacted]', 'user-agent': 'node' });
    expect(call!.headers['x-forwarded-for']).toBe('10.0.0.7');
  });

  it('is filtered by operation and status', async () => {
    const { client, journal } = await begin();
    const token = await client.token();
    await client.call(token, '/v1/books');
    await client.call(token, '/v1/books?page=x');
    await client.call(token, '/v1/books/1');
    expect(await journal('?operationId=getBooks')).toHaveLength(2);
    expect(await journal('?operationId=getBooks&status=400')).toHaveLength(1);
    expect((await client.control('GET', '/journal?operationId=getBoks')).body.errors).toEqual([
      { parameter: 'operationId', detail: expect.stringContaining('getBooks') },
    ]);
    expect((await client.control('GET', '/journal?state=1')).status).toBe(400);
  });

  it('drops the oldest when there are too many, and says so', () => {
    const journal = new Journal();
    for (let call = 0; call < journalLimit + 3; call += 1) journal.add({ requestId: String(call) } as JournalEntry, 1);
    expect([journal.length, journal.dropped, journal.entries()[0]!.requestId]).toEqual([journalLimit, 3, '3']);
    expect(journal.clear()).toBe(journalLimit);
    expect([journal.length, journal.dropped]).toEqual([0, 0]);
  });
});

describe('an assertion', () => {
  it('passes when what it expects came', async () => {
    const { client } = await begin();
    const token = await client.token();
    await client.call(token, '/v1/books?page=2', { headers: { 'X-Note': 'a' } });
    await client.call(token, '/v1/books?page=1');
    await client.call(token, '/v1/books', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 1, title: 'T', sequel: { id: 2, title: 'U' } }),
    });
    const passes = (assertion: object) => client.control('POST', '/assertions', assertion);
    for (const [assertion, matched] of [
      [{ operationId: 'getBooks' }, 2],
      [{ operationId: 'getBooks', times: 2 }, 2],
      [{ operationId: 'getBooks', query: { page: 2 }, times: 1 }, 1],
      [{ operationId: 'getBooks', headers: { 'x-note': 'a' }, atMost: 1 }, 1],
      [{ operationId: 'postBooks', body: { sequel: { id: 2 } }, status: 201 }, 1],
      [{ operationId: 'getBook', times: 0 }, 0],
      [{ atLeast: 3, atMost: 4 }, 4],
    ] as const) {
      expect(await passes(assertion)).toMatchObject({ status: 200, body: { passed: true, matched } });
    }
  });

  it.each([
    [{ operationId: 'getBooks', times: 2 }, 'Expected exactly 2 calls of getBooks, and 1 came.'],
    [
      { operationId: 'getBooks', query: { page: 1 } },
      'Expected at least 1 call of getBooks with query {"page":1}, and none came.',
    ],
    [{ operationId: 'getBooks', atMost: 0 }, 'Expected exactly 0 calls of getBooks, and 1 came.'],
    [{ operationId: 'getBooks', body: null }, 'Expected at least 1 call of getBooks with body null, and none came.'],
    [{ status: 500, atLeast: 2, atMost: 3 }, 'Expected 2 to 3 calls answered 500, and none came.'],
  ])('fails on %j, and says what came', async (assertion, expected) => {
    const { client } = await begin();
    await client.call(await client.token(), '/v1/books?page=2');
    const { status, headers, body } = await client.control('POST', '/assertions', assertion);
    expect([status, headers.get('content-type')]).toEqual([409, expect.stringContaining('application/problem+json')]);
    expect(body.detail).toContain(expected);
    expect(body.detail).toContain('getBooks (GET /v1/books?page=2 -> 200)');
  });

  it('does not vouch for a number of calls that the journal has not kept', async () => {
    const { client } = await begin();
    const token = await client.token();
    for (let round = 0; round < 21; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, () => client.call(token, '/v1/books/1').then((answer) => answer.text())),
      );
    }
    const most = await client.control('POST', '/assertions', { operationId: 'getBook', atMost: 1000 });
    expect([most.status, most.body.detail]).toEqual([409, expect.stringContaining('Reset the session')]);
    expect((await client.control('POST', '/assertions', { operationId: 'getBook', atLeast: 1000 })).status).toBe(200);
    expect((await client.control('GET')).body.calls).toBe(1050);
  });
});
