import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  type ApiError,
  type TransportOptions,
  clientCredentials,
  createTransport,
  isApiError,
  isInvalidResponseError,
  urlSearchParamsBodySerializer,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { type Api, type Handler, answer, openApi } from './support/api.ts';
import { failure } from './support/wait.ts';

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function over(handler: Handler, options: Partial<TransportOptions> = {}) {
  api = await openApi(handler);
  return { api, client: createTransport({ baseUrl: api.url, retry: { delay: 1 }, ...options }) };
}
const echo: Handler = (request, response, body) =>
  answer(response, 200, { line: `${request.method} ${request.url}`, headers: request.headers, body });

interface Echo {
  line: string;
  headers: Record<string, string | undefined>;
  body: string;
}

describe('the request', () => {
  it('path, query and JSON body: they are written as OpenAPI says', async () => {
    const { client } = await over(echo);
    const data = await client.post<Echo>({
      url: '/things/{id}/parts/{name}',
      path: { id: 7, name: 'a/b ç' },
      query: {
        q: 'x&y',
        tags: ['a', 'b,c'],
        ids: [1, 2],
        none: undefined,
        nothing: null,
        zero: 0,
        no: false,
        deep: { a: 1 },
      },
      querySerializer: { parameters: { ids: { array: { explode: false } } } },
      body: { a: [1, null], b: undefined },
    });
    expect(data.line).toBe(
      'POST /things/7/parts/a%2Fb%20%C3%A7?q=x%26y&tags=a&tags=b%2Cc&ids=1,2&zero=0&no=false&deep%5Ba%5D=1',
    );
    expect(data.body).toBe('{"a":[1,null]}');
    expect(data.headers['content-type']).toBe('application/json');
    expect(data.headers['authorization']).toBeUndefined();
  });

  it('a form body: its serializer and content type are used', async () => {
    const { client } = await over(echo);
    const data = await client.post<Echo>({
      ...urlSearchParamsBodySerializer,
      url: '/t',
      body: { a: 'x y', b: [1, 2], c: undefined },
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(data).toMatchObject({
      body: 'a=x+y&b=1&b=2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it('a content type without a body: it is not sent', async () => {
    const { client } = await over(echo);
    const data = await client.post<Echo>({ url: '/t', headers: { 'Content-Type': 'application/json' } });
    expect(data.headers['content-type']).toBeUndefined();
  });

  it('headers of client and call, in any case: the call wins, null takes away', async () => {
    const { client } = await over(echo, { headers: { 'X-A': '1', 'X-B': '1', 'X-C': '1' } });
    const { headers } = await client.get<Echo>({
      url: '/t',
      headers: { 'x-a': '2', 'x-b': null, 'x-c': undefined },
      idempotencyKey: 'k',
    });
    expect([headers['x-a'], headers['x-b'], headers['x-c'], headers['idempotency-key']]).toEqual([
      '2',
      undefined,
      '1',
      'k',
    ]);
  });

  it('a base address with a path and a slash: paths are appended to it', async () => {
    api = await openApi(echo);
    const client = createTransport({ baseUrl: `${api.url}/proxy/` });
    expect((await client.get<Echo>({ url: '/x' })).line).toBe('GET /proxy/x');
  });

  it.each([
    ['missing', {}, /`id` of \/things\/{id} is missing or empty/],
    ['empty', { id: '' }, /is missing or empty/],
    ['dots, which would climb', { id: '..' }, /is `\.\.`/],
    ['an object', { id: {} }, /`id` holds an object/],
  ])('a path parameter that is %s: a TypeError before anything is sent', async (_, path, message) => {
    const { api: server, client } = await over(echo);
    await expect(client.get({ url: '/things/{id}', path })).rejects.toThrow(message);
    expect(server.seen).toEqual([]);
  });

  it('an operation with security: it carries a token of the scopes asked', async () => {
    const server = new TokenServer();
    const tokens = clientCredentials({
      tokenUrl: server.tokenUrl,
      clientId: 'a',
      clientSecret: 'b',
      fetch: server.fetch,
    });
    const { client } = await over(echo, { tokens });
    const data = await client.get<Echo>({
      url: '/x',
      security: [{ scheme: 'bearer', type: 'http' }],
      scopes: ['a.read'],
    });
    expect(data.headers['authorization']).toBe('Bearer test-token-1');
    expect(server.requests[0]?.scope).toBe('a.read');
    expect((await client.get<Echo>({ url: '/x' })).headers['authorization']).toBeUndefined();
  });

  it('timeout and retry of one call: they replace those of the client', async () => {
    const { api: server, client } = await over((_, response) => answer(response, 503, 'no'));
    await failure(client.get({ url: '/x', retry: false }));
    expect(server.seen).toHaveLength(1);
    await failure(client.get({ url: '/x', retry: { limit: 3, delay: 1 } }));
    expect(server.seen).toHaveLength(5);
  });

  it('a write with an idempotency key on 503: the same key again', async () => {
    let n = 0;
    const { api: server, client } = await over((...args) => (++n === 1 ? answer(args[1], 503, 'no') : echo(...args)));
    await client.post({ url: '/x', body: { a: 1 }, idempotencyKey: 'k' });
    expect(server.seen.map(({ headers, body }) => [headers['idempotency-key'], body])).toEqual([
      ['k', '{"a":1}'],
      ['k', '{"a":1}'],
    ]);
  });
});

describe('the data', () => {
  it.each([
    ['204', 204, undefined, {}],
    ['200 without a body', 200, undefined, {}],
    ['200 with an empty JSON body', 200, '', { 'content-type': 'application/json' }],
    ['200 with an empty text', 200, '', { 'content-type': 'text/plain' }],
    ['201 with a length of 0', 201, '', { 'content-length': '0' }],
  ])('%s: undefined, and nothing is invented', async (_, status, body, headers) => {
    const { client } = await over((_request, response) => answer(response, status, body, headers));
    expect(await client.post({ url: '/x' })).toBeUndefined();
  });

  it.each([['null'], ['0'], ['false'], ['""'], ['[]'], ['{}']])('JSON %s: it stays what it is', async (json) => {
    const { client } = await over((_, response) => answer(response, 200, json, { 'content-type': 'application/json' }));
    expect(await client.get({ url: '/x' })).toEqual(JSON.parse(json));
  });

  it('S0 fields and values of tomorrow: they come through', async () => {
    const tomorrow = { type: 'planete', nouveau: { champ: 1 }, dateValeur: '2031-01-01' };
    const { client } = await over((_, response) =>
      answer(response, 200, tomorrow, { 'content-type': 'application/vnd.next+json; v=2' }),
    );
    expect(await client.get({ url: '/x' })).toEqual(tomorrow);
  });

  it('text, bytes and a stream: by content type, or as asked', async () => {
    const { client } = await over((request, response) =>
      answer(response, 200, 'a;b', {
        'content-type': request.url === '/csv' ? 'text/csv' : 'application/octet-stream',
      }),
    );
    expect(await client.get({ url: '/csv' })).toBe('a;b');
    expect(await (await client.get<Blob>({ url: '/bin' })).text()).toBe('a;b');
    expect((await client.get<ArrayBuffer>({ url: '/bin', parseAs: 'arrayBuffer' })).byteLength).toBe(3);
    expect(await new Response(await client.get<ReadableStream>({ url: '/bin', parseAs: 'stream' })).text()).toBe('a;b');
  });

  it('a page of HTML that says it is JSON: an InvalidResponseError', async () => {
    const { client } = await over((_, response) =>
      answer(response, 200, '<html>', { 'content-type': 'application/json', 'x-request-id': 'r1' }),
    );
    const error = await failure(client.get({ url: '/x?secret=1' }));
    expect(isInvalidResponseError(error)).toBe(true);
    expect(error).toMatchObject({ status: 200, requestId: 'r1' });
    expect(String(error)).not.toMatch(/html>|secret/);
  });

  it('withResponse: request id and what is left of the limit, where the server says so', async () => {
    const headers = {
      'x-request-id': 'r1',
      ratelimit: '"default";r=7;t=20',
      'ratelimit-policy': '"default";q=10;w=60',
    };
    const { client } = await over((_, response) => answer(response, 200, {}, headers));
    expect(await client.get({ url: '/x' }).withResponse()).toMatchObject({
      requestId: 'r1',
      rateLimit: { limit: 10, remaining: 7, reset: 20, window: 60 },
    });
    const plain = await over(echo);
    expect(await plain.client.get({ url: '/x' }).withResponse()).toMatchObject({
      requestId: undefined,
      rateLimit: undefined,
    });
  });

  it('withResponse: data and response, by one request', async () => {
    const { api: server, client } = await over((_, response) => answer(response, 201, { a: 1 }, { location: '/x/1' }));
    const call = client.post<{ 201: { a: number } }>({ url: '/x' });
    const { data, response } = await call.withResponse();
    expectTypeOf(data).toEqualTypeOf<{ a: number }>();
    expect([data.a, response.status, response.headers.get('location')]).toEqual([1, 201, '/x/1']);
    expect(await call).toEqual({ a: 1 });
    expect(server.seen).toHaveLength(1);
  });
});

describe('errors', () => {
  const problem = {
    type: 'https://x.test/p',
    title: 'Not there',
    status: 404,
    detail: 'No thing 7.',
    requestId: 'r0',
    future: 1,
  };

  it('a problem: an ApiError with everything that the answer says', async () => {
    const { client } = await over((_, response) =>
      answer(response, 404, problem, {
        'content-type': 'application/problem+json',
        'x-request-id': 'r1',
        ratelimit: '"default";r=118;t=42',
        'ratelimit-policy': '"default";q=120;w=60',
        'retry-after': '7',
      }),
    );
    const error = (await failure(client.get({ url: '/x', query: { q: 'private' } }))) as ApiError<typeof problem>;
    expect(isApiError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'API_ERROR',
      status: 404,
      problem,
      requestId: 'r1',
      retryAfter: 7,
      rateLimit: { limit: 120, remaining: 118, reset: 42, window: 60 },
    });
    expect(error.problem?.future).toBe(1);
    expect(error.headers.get('x-request-id')).toBe('r1');
    expect(error.message).toBe(`GET ${api!.url}/x answered 404 (Not there: No thing 7.), request r1`);
  });

  it.each([
    ['no body', '', undefined],
    ['HTML', '<h1>oops</h1>', '<h1>oops</h1>'],
    ['JSON of another shape', '{"fault":"it"}', { fault: 'it' }],
    ['an array', '[1]', [1]],
    ['broken JSON', '{"a":', '{"a":'],
  ])('an error with %s: an ApiError without a problem', async (_, text, body) => {
    const { client } = await over((_request, response) => answer(response, 400, text));
    const error = (await failure(client.get({ url: '/x' }))) as ApiError;
    expect([error.status, error.problem]).toEqual([400, undefined]);
    expect(error.body).toEqual(body);
  });

  it('older rate limit headers: they are read too', async () => {
    const { client } = await over((_, response) =>
      answer(response, 400, '', { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }),
    );
    expect(await failure(client.get({ url: '/x' }))).toMatchObject({
      rateLimit: { limit: 10, remaining: 0, reset: 5 },
    });
  });

  it('a failure that is only asked for by withResponse: it is raised once, to whoever asks', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { client } = await over((_, response) => answer(response, 400, ''));
    await failure(client.get({ url: '/x' }).withResponse());
    await client.get({ url: '/x' }).catch(() => {});
    await failure(client.get({ url: '/x' }).finally(() => {}));
    await failure(Promise.all([client.get({ url: '/x' }), client.get({ url: '/y' })]));
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

it.each([
  ['baseUrl missing', { baseUrl: undefined }, /createTransport: `baseUrl` is missing/],
  ['tokens of another kind', { tokens: 'canary' }, /`tokens` cannot be a string/],
  ['retry.statusCodes a number', { retry: { statusCodes: 503 } }, /`retry.statusCodes` cannot be a number/],
])('%s: a TypeError that names it', (_, options, message) => {
  expect(() => createTransport({ baseUrl: 'https://x.test', ...options } as unknown as TransportOptions)).toThrow(
    message,
  );
});
