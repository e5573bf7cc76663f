import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../../src/index.ts';
import { books } from '../fixture.ts';
import { clientOf, postSession } from '../support.ts';

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock({ contract: books, port: 0 });
});
afterAll(() => mock.close());

const session = async (request: object = {}) => clientOf(mock, await postSession(mock, request));

describe('a session', () => {
  it('is a credential that gets tokens and calls', async () => {
    const created = await postSession(mock, { scopes: ['read'], subject: 'ada', resources: ['shelf:1'], tokenTtl: 60 });
    expect(created).toEqual({
      id: created.clientId,
      clientId: expect.stringMatching(/^guichet-session-\w{16}$/),
      clientSecret: expect.stringMatching(/^gch_test_\w{16}_\w{38}$/),
      apiKey: expect.stringMatching(/^gch_key_\w{24}$/),
      baseUrl: mock.url,
      tokenUrl: mock.tokenUrl,
      scopes: ['read'],
      scenario: null,
    });
    const client = clientOf(mock, created);
    expect(await (await client.requestToken()).json()).toMatchObject({ scope: 'read', expires_in: 60 });
    const token = await client.token();
    expect((await client.call(token, '/v1/books')).status).toBe(200);
    expect((await client.call(token, '/v1/books/1', { method: 'DELETE' })).status).toBe(403);
    expect(await mock.tokens.verifyToken(token)).toMatchObject({ subject: 'ada', resources: ['shelf:1'] });
    expect((await fetch(`${mock.url}/v1/books?api_key=${created.apiKey}`)).status).toBe(200);
  });

  it('tells its state, and no secret', async () => {
    const client = await session();
    await client.call(await client.token(), '/v1/books');
    const { body } = await client.control('GET');
    expect(body).toEqual({
      id: expect.any(String),
      clientId: body.id,
      scopes: ['read', 'write'],
      scenario: null,
      now: expect.stringMatching(/Z$/),
      advanced: 0,
      calls: 1,
      tokenRequests: 1,
    });
  });

  it('ends, and takes its credential and its tokens along', async () => {
    const created = await postSession(mock);
    const client = clientOf(mock, created);
    const token = await client.token();
    expect((await client.control('DELETE')).status).toBe(204);
    expect((await client.call(token, '/v1/books')).status).toBe(401);
    expect((await client.requestToken()).status).toBe(401);
    expect((await fetch(`${mock.url}/v1/books?api_key=${created.apiKey}`)).status).toBe(401);
    expect((await client.control('GET')).status).toBe(404);
  });

  it('is the demo credential too, which stays', async () => {
    const demo = clientOf(mock);
    expect((await demo.control('GET')).body).toMatchObject({ id: 'guichet-demo' });
    const { status, body } = await demo.control('DELETE');
    expect([status, body.detail]).toEqual([409, expect.stringContaining('Reset it')]);
  });

  it('can be created in the process of the mock', async () => {
    const client = clientOf(mock, mock.createSession({ scopes: ['read'] }));
    expect((await client.call(await client.token(), '/v1/books')).status).toBe(200);
    expect(() => mock.createSession({ scopes: ['raed'] })).toThrow(/`scopes` has raed.*read write/);
  });

  it.each([
    [{ tokenTtl: '60' }, TypeError, /`tokenTtl` must be integer/],
    [{ scope: ['read'] }, TypeError, /`scope` is not known here/],
    [{ scopes: ['read', 7] }, TypeError, /`scopes\.1` must be string/],
    [{ tokenTtl: 0 }, RangeError, /`tokenTtl` must be at least 1/],
    [{ subject: '' }, RangeError, /`subject` must not be empty/],
    [{ scenario: 'sleepy' }, RangeError, /`scenario` must be one of expired/],
    [{ scopes: ['raed'] }, RangeError, /`scopes` has raed/],
  ])('is refused there as by HTTP: %j', (request, kind, message) => {
    const create = () => mock.createSession(request as never);
    expect(create).toThrow(kind);
    expect(create).toThrow(message);
  });
});

describe('the clock', () => {
  it('expires tokens that were issued before, and not those after', async () => {
    const client = await session();
    // A token lives 900 seconds. The clock runs on meanwhile: a minute is left, so that a busy machine has the time to ask.
    const [old, other] = [await client.token(), await clientOf(mock).token()];
    expect((await client.control('POST', '/clock', { advance: 840 })).body).toEqual({
      now: expect.any(String),
      advanced: 840,
    });
    expect((await client.call(old, '/v1/books')).status).toBe(200);
    await client.control('POST', '/clock', { advance: 60 });
    const refused = await client.call(old, '/v1/books');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
    const renewed = await client.token();
    expect((await client.call(renewed, '/v1/books')).status).toBe(200);
    await client.control('POST', '/clock', { advance: 840 });
    expect((await client.call(renewed, '/v1/books')).status).toBe(200);
    await client.control('POST', '/clock', { advance: 60 });
    expect((await client.call(renewed, '/v1/books')).status).toBe(401);
    expect((await client.call(other, '/v1/books')).status).toBe(200);
  });

  it('counts for introspection too', async () => {
    const kit = await startMock({ port: 0 });
    const client = clientOf(kit, kit.createSession());
    const old = await client.token();
    expect(await client.introspect(old)).toMatchObject({ active: true });
    await client.control('POST', '/clock', { advance: 900 });
    expect(await client.introspect(old)).toEqual({ active: false });
    expect(await client.introspect(await client.token())).toMatchObject({ active: true });
    await kit.close();
  });

  it('goes on in real time', async () => {
    const client = await session();
    await client.control('POST', '/clock', { advance: 3600 });
    const hour = 3_600_000;
    const [before, now, after] = [Date.now(), Date.parse((await client.control('GET')).body.now), Date.now()];
    expect(now).toBeGreaterThanOrEqual(before + hour);
    expect(now).toBeLessThanOrEqual(after + hour);
  });
});

describe('overrides', () => {
  it('answer in place of the contract, so many times', async () => {
    const client = await session();
    const token = await client.token();
    const put = await client.control('PUT', '/overrides', [
      { operationId: 'getBook', body: { id: 1, title: 'Mine' }, headers: { 'X-Mine': 'yes' }, times: 2 },
      { operationId: 'getBooks', status: 410, example: 'gone' },
    ]);
    expect(put.status).toBe(200);
    const titles = [];
    for (let call = 0; call < 3; call += 1) {
      const answer = await client.call(token, '/v1/books/1');
      titles.push([((await answer.json()) as { title: string }).title, answer.headers.get('x-mine')]);
    }
    expect(titles).toEqual([
      ['Mine', 'yes'],
      ['Mine', 'yes'],
      ['Notes', null],
    ]);
    const gone = await client.call(token, '/v1/books');
    expect([gone.status, gone.headers.get('content-type')]).toEqual([410, 'application/problem+json']);
    expect((await client.control('GET', '/overrides')).body.overrides).toMatchObject([{ used: 2 }, { used: 1 }]);
  });

  it('answer as often as they say when calls come at once', async () => {
    const client = await session();
    const token = await client.token();
    await client.control('PUT', '/overrides', [{ operationId: 'getBooks', status: 404, times: 7 }]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.call(token, '/v1/books')));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(7);
  });

  it('that are added come first', async () => {
    const client = await session();
    const token = await client.token();
    await client.control('PUT', '/overrides', [{ operationId: 'getBooks', example: 'third' }]);
    const post = await client.control('POST', '/overrides', { operationId: 'getBooks', status: 404, times: 1 });
    expect(post.status).toBe(201);
    expect((await client.call(token, '/v1/books')).status).toBe(404);
    expect(await (await client.call(token, '/v1/books')).json()).toMatchObject({ page: 3 });
    await client.control('PUT', '/overrides', []);
    expect(await (await client.call(token, '/v1/books')).json()).toMatchObject({ page: 1 });
  });

  it('are a thousand at most, those that are used up left out', async () => {
    const client = await session();
    const token = await client.token();
    const one = { operationId: 'getBooks', status: 404 };
    await client.control('PUT', '/overrides', [
      { ...one, operationId: 'getBook', status: 200, times: 1 },
      ...Array.from({ length: 999 }, () => one),
    ]);
    const full = await client.control('POST', '/overrides', one);
    expect([full.status, full.body.detail]).toEqual([409, expect.stringMatching(/1000 overrides.*PUT.*reset/)]);
    await client.call(token, '/v1/books/1');
    const { status, body } = await client.control('POST', '/overrides', { ...one, status: 410 });
    expect([status, body.overrides.length, body.overrides[0].status]).toEqual([201, 1000, 410]);
    expect((await client.control('POST', '/overrides', one)).status).toBe(409);
  });

  it('answer whatever the client prefers or accepts', async () => {
    const client = await session();
    const token = await client.token();
    const wishes = { prefer: 'code=410, example=gone, dynamic', accept: 'text/plain' };
    await client.control('PUT', '/overrides', [{ operationId: 'getBooks', example: 'third', times: 1 }]);
    const example = await client.call(token, '/v1/books', { headers: wishes });
    expect([example.status, example.headers.get('preference-applied'), await example.json()]).toEqual([
      200,
      null,
      expect.objectContaining({ page: 3 }),
    ]);
    await client.control('PUT', '/overrides', [{ operationId: 'getBook', body: { id: 1, title: 'Mine' } }]);
    const body = await client.call(token, '/v1/books/1', { headers: wishes });
    expect([body.status, await body.json()]).toEqual([200, { id: 1, title: 'Mine' }]);
    // Of the two media types of the contract the first, as without an override.
    await client.control('PUT', '/overrides', [{ operationId: 'getCover', headers: { 'x-mine': 'yes' } }]);
    const cover = await client.call(token, '/v1/cover', { headers: wishes });
    expect([cover.headers.get('x-mine'), await cover.json()]).toEqual(['yes', { as: 'json' }]);
  });

  it('can be late', async () => {
    const client = await session();
    const token = await client.token();
    await client.control('PUT', '/overrides', [{ operationId: 'getBooks', delay: 300 }]);
    const start = performance.now();
    await client.call(token, '/v1/books');
    expect(performance.now() - start).toBeGreaterThanOrEqual(299);
  });
});

describe('reset', () => {
  it('begins anew: journal, counters, clock, overrides', async () => {
    const client = await session();
    const token = await client.token();
    await client.control('PUT', '/overrides', [{ operationId: 'getBooks', status: 404 }]);
    await client.control('POST', '/clock', { advance: 5000 });
    await client.call(token, '/v1/books');
    const before = (await client.control('GET')).body;
    expect(before).toMatchObject({ advanced: 5000, calls: 1, tokenRequests: 1 });
    expect((await client.control('POST', '/reset')).status).toBe(204);
    expect((await client.control('GET')).body).toMatchObject({ advanced: 0, calls: 0, tokenRequests: 0 });
    expect((await client.control('GET', '/journal')).body).toEqual({ entries: [], dropped: 0 });
    expect((await client.control('GET', '/overrides')).body.overrides).toEqual([]);
    expect((await client.call(await client.token(), '/v1/books')).status).toBe(200);
  });
});
