import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../../src/index.ts';
import { books } from '../fixture.ts';
import { clientOf } from '../support.ts';

const record = {
  type: 'object',
  required: ['id', 'secret'],
  properties: { id: { type: 'integer' }, secret: { type: 'string', writeOnly: true } },
};
const contract = structuredClone(books);
contract.paths!['/records'] = {
  get: {
    operationId: 'getRecord',
    security: [],
    responses: {
      200: { description: 'Record', content: { 'application/json': { schema: record } } },
      204: { description: 'None' },
      409: { description: 'No', content: { 'text/plain': { schema: { type: 'string' } } } },
      default: {
        description: 'Else',
        content: { 'application/problem+json': { schema: { type: 'object', required: ['type'] } } },
      },
    },
  },
};

let mock: RunningMock;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  mock = await startMock({ contract, port: 0 });
  client = clientOf(mock, mock.createSession());
});
afterAll(() => mock.close());

const put = (...overrides: object[]) => client.control('PUT', '/overrides', overrides);

describe('an override that the contract forbids is refused', () => {
  it.each([
    [{ operationId: 'getBoook' }, 'operationId', /getBooks, .*getBook/],
    [{ operationId: 'getBook', status: 418 }, 'status', /not declared for the operation, which has 200/],
    [{ operationId: 'getBooks', example: 'fourth' }, 'example', /not an example of the operation, which has .*third/],
    [
      { operationId: 'getBooks', status: 200, example: 'gone' },
      'example',
      /not an example under 200, which has first, third/,
    ],
    [{ operationId: 'getBook', body: { id: 'x', title: 'T' } }, 'body/id', /must be integer/],
    [{ operationId: 'getBook', body: { id: 1 } }, 'body/title', /is required/],
    [{ operationId: 'getBook', body: { id: 1, title: 'T', sequel: { id: 2 } } }, 'body/sequel/title', /is required/],
    [{ operationId: 'deleteBooksId', body: {} }, 'body', /204 has no body/],
    [{ operationId: 'getRecord', status: 409, body: { a: 1 } }, 'body', /must be a string: 409 is text\/plain/],
    [{ operationId: 'getRecord', status: 503, body: {} }, 'body/type', /is required/],
    [{ operationId: 'getBook', headers: { 'Content-Length': '3' } }, 'headers/Content-Length', /set by the mock/],
    [{ operationId: 'getBook', headers: { bad: 'a\nb' } }, 'headers/bad', /pattern/],
    [
      { operationId: 'getBook', headers: { 'Content-Encoding': 'gzip' } },
      'headers/Content-Encoding',
      /set by the mock/,
    ],
    [{ operationId: 'getBook', headers: { 'transfer-encoding': 'x' } }, 'headers/transfer-encoding', /set by the mock/],
    [{ operationId: 'getBook', headers: { Upgrade: 'h2c' } }, 'headers/Upgrade', /set by the mock/],
    [{ operationId: 'getBooks', example: 'third', body: {} }, 'body', /give either example or body/],
    [{ operationId: 'getBook', times: 0 }, 'times', /at least 1/],
    [{ operationId: 'getBook', delay: 60_001 }, 'delay', /at most 60000/],
    [{ operationId: 'getBook', stats: 404 }, 'stats', /remove it/],
    [{ status: 200 }, 'operationId', /is required/],
  ])('%j', async (override, member, detail) => {
    await put({ operationId: 'getBooks', status: 404 });
    const { status, headers, body } = await put({ operationId: 'getBooks' }, override);
    expect([status, headers.get('content-type')]).toEqual([400, expect.stringContaining('application/problem+json')]);
    expect(body.errors).toContainEqual({
      pointer: `#/1${member === '' ? '' : `/${member}`}`,
      detail: expect.stringMatching(detail),
    });
    // Nothing of the list counts then.
    expect((await client.control('GET', '/overrides')).body.overrides).toMatchObject([{ status: 404 }]);
    const added = await client.control('POST', '/overrides', override);
    const pointers = added.body.errors.map((error: { pointer: string }) => error.pointer);
    expect([added.status, pointers]).toEqual([400, expect.arrayContaining([member === '' ? '#' : `#/${member}`])]);
  });

  it('as is one of an operation that the authorization server answers', async () => {
    const kit = await startMock({ port: 0 });
    const { operationId } = kit.contract.operations.find(({ oauthEndpoint }) => oauthEndpoint === 'token_endpoint')!;
    const { body } = await clientOf(kit).control('PUT', '/overrides', [{ operationId }]);
    await kit.close();
    expect(body.errors).toEqual([{ pointer: '#/0/operationId', detail: expect.stringContaining('scenario') }]);
  });
});

describe('an override that the contract allows is answered', () => {
  const answer = async (override: object) => {
    expect((await put(override)).status).toBe(200);
    return client.call(await client.token(), '/v1/records');
  };

  it('write-only properties left out, and nothing put in', async () => {
    const found = await answer({ operationId: 'getRecord', body: { id: 1 } });
    expect([found.status, found.headers.get('content-type'), await found.json()]).toEqual([
      200,
      expect.stringContaining('application/json'),
      { id: 1 },
    ]);
  });

  it('by the default response, in its media type', async () => {
    const found = await answer({
      operationId: 'getRecord',
      status: 503,
      body: { type: 'a' },
      headers: { 'Retry-After': '7' },
    });
    expect([found.status, found.headers.get('content-type'), found.headers.get('retry-after')]).toEqual([
      503,
      expect.stringContaining('application/problem+json'),
      '7',
    ]);
    expect(await found.json()).toEqual({ type: 'a' });
  });

  it('as text where the contract has text', async () => {
    const found = await answer({ operationId: 'getRecord', status: 409, body: 'No.' });
    expect([found.headers.get('content-type'), await found.text()]).toEqual([
      expect.stringContaining('text/plain'),
      'No.',
    ]);
  });

  it('without a body', async () => {
    const found = await answer({ operationId: 'getRecord', status: 204 });
    expect([found.status, await found.text()]).toEqual([204, '']);
  });
});

describe('the control API', () => {
  const control = `/__guichet`;
  const send = async (method: string, path: string, body?: string, type = 'application/json') => {
    const init = body === undefined ? {} : { body, headers: { 'content-type': type } };
    const answer = await fetch(mock.url + control + path, { method, ...init });
    return { answer, status: answer.status, body: (await answer.json()) as any };
  };

  it('takes JSON only', async () => {
    const { status, body } = await send('POST', '/sessions', 'scopes=read', 'application/x-www-form-urlencoded');
    expect([status, body.detail]).toEqual([415, expect.stringContaining('application/json')]);
    expect((await send('POST', '/sessions', '{}', 'text/plain')).status).toBe(415);
  });

  it.each([
    ['{"scopes":["raed"]}', '#/scopes', /raed.*read write/],
    ['{"scenario":"sleepy"}', '#/scenario', /one of expired, revoked-midway, throttled, flaky, slow, read-only/],
    ['{"tokenTtl":0}', '#/tokenTtl', /at least 1/],
    ['{"scope":"read"}', '#/scope', /remove it/],
    ['{"subject":""}', '#/subject', /^must not be empty$/],
    ['[]', '#', /object/],
  ])('creates no session from %s', async (text, pointer, detail) => {
    const { status, body } = await send('POST', '/sessions', text);
    expect([status, body.errors]).toEqual([400, [{ pointer, detail: expect.stringMatching(detail) }]]);
  });

  it('creates a session from nothing', async () => {
    const answer = await fetch(`${mock.url}${control}/sessions`, { method: 'POST' });
    expect(answer.status).toBe(201);
  });

  it.each([[{ advance: 0 }], [{ advance: -1 }], [{ advance: '1' }], [{}], [undefined]])(
    'does not advance a clock by %j',
    async (body) => {
      expect((await client.control('POST', '/clock', body)).status).toBe(400);
    },
  );

  it('refuses assertions that could not fail', async () => {
    expect((await client.control('POST', '/assertions', { operationId: 'getBoks', atMost: 0 })).body.errors).toEqual([
      { pointer: '#/operationId', detail: expect.stringContaining('getBook') },
    ]);
  });

  it.each([
    [{ times: 1, atLeast: 1 }, '#/times', /give either times, or atLeast and atMost/],
    [{ times: 1, atMost: 0 }, '#/times', /give either/],
    [{ atLeast: 3, atMost: 2 }, '#/atLeast', /must not be greater than atMost, which is 2/],
  ])('refuses the assertion %j, which contradicts itself', async (assertion, pointer, detail) => {
    const { status, body } = await client.control('POST', '/assertions', assertion);
    expect([status, body.errors]).toEqual([400, [{ pointer, detail: expect.stringMatching(detail) }]]);
  });

  it('advances a clock by ten years in all', async () => {
    const ahead = clientOf(mock, mock.createSession());
    expect((await ahead.control('POST', '/clock', { advance: 315_359_990 })).status).toBe(200);
    const { status, body } = await ahead.control('POST', '/clock', { advance: 11 });
    expect([status, body.errors]).toEqual([
      400,
      [{ pointer: '#/advance', detail: expect.stringMatching(/ten years.* 10 s are left until a reset/) }],
    ]);
    expect((await ahead.control('POST', '/clock', { advance: 10 })).body.advanced).toBe(315_360_000);
    await ahead.control('POST', '/reset');
    expect((await ahead.control('POST', '/clock', { advance: 11 })).status).toBe(200);
  });

  it('says how to get a session where there is none', async () => {
    const { status, body } = await send('GET', '/sessions/nobody/journal');
    expect([status, body.detail]).toEqual([404, expect.stringContaining('POST /__guichet/sessions')]);
  });

  it('finds no session by an id that is longer than any', async () => {
    const { status, body } = await send('GET', `/sessions/${'x'.repeat(3000)}`);
    expect([status, body.detail]).toEqual([404, expect.stringContaining('There is no session "xxx')]);
    expect(body.detail.length).toBeLessThan(300);
  });

  it('lists what there is, where nothing is', async () => {
    const { status, body } = await send('GET', '/session');
    expect(status).toBe(404);
    for (const route of ['POST /__guichet/sessions', 'PUT /__guichet/sessions/{id}/overrides', 'GET /__guichet/ready'])
      expect(body.detail).toContain(route);
  });

  it('names the methods that are allowed', async () => {
    const { answer, status } = await send('PATCH', `/sessions/${mock.credential.clientId}/overrides`);
    expect([status, answer.headers.get('allow')]).toEqual([405, 'GET, PUT, POST']);
  });
});
