import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type RunningMock } from '../src/index.ts';
import { books } from './fixture.ts';

let mock: RunningMock;
let authorization: string;

async function tokenFor(running: RunningMock, form: Record<string, string> = {}): Promise<Response> {
  const { clientId, clientSecret } = running.credential;
  return fetch(running.tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
  });
}

const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(mock.url + path, { ...init, headers: { authorization, ...headers } });

const page = async (number: number) => (await get(`/v1/books?page=${number}`)).json();

beforeAll(async () => {
  mock = await startMock({ contract: books, port: 0 });
  const { access_token: token } = (await (await tokenFor(mock)).json()) as { access_token: string };
  authorization = `Bearer ${token}`;
});
afterAll(() => mock.close());

describe('a mock of a foreign contract', () => {
  it('issues tokens at the path of the tokenUrl, with the scopes of the scheme', async () => {
    expect(mock.tokenUrl).toBe(`${mock.url}/connect/token`);
    expect(await (await tokenFor(mock)).json()).toMatchObject({
      token_type: 'Bearer',
      scope: 'read write',
      expires_in: 900,
    });
  });

  it('says what it had to guess', () => {
    expect(mock.contract.warnings).toEqual([
      expect.stringContaining('operationId'),
      expect.stringContaining('x-usage'),
    ]);
  });

  it('is ready', async () => {
    expect((await fetch(`${mock.url}/__guichet/ready`)).status).toBe(200);
  });

  it('answers the first success with its first example, and its headers', async () => {
    const answer = await get('/v1/books');
    expect([answer.status, answer.headers.get('x-total'), await answer.json()]).toEqual([
      200,
      '3',
      { page: 1, last: 2, items: [{ id: 1 }, { id: 2 }] },
    ]);
  });

  it('answers from the schema where there is no example, circular ones too', async () => {
    expect(await (await get('/v1/books/1')).json()).toMatchObject({ id: 7, title: 'Notes' });
  });

  it('answers 204 without a body', async () => {
    const answer = await get('/v1/books/1', {}, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([204, null, '']);
  });

  it('answers a valid write, and calls nobody back', async () => {
    const init = { method: 'POST', body: '{"id":1,"title":"a"}' };
    expect((await get('/v1/books', { 'content-type': 'application/json' }, init)).status).toBe(201);
  });

  it('answers what the client accepts, when there is a choice', async () => {
    expect(await (await get('/v1/cover', { accept: 'text/plain' })).text()).toBe('as text');
    expect(await (await get('/v1/cover', { accept: 'application/json' })).json()).toEqual({ as: 'json' });
    expect((await get('/v1/cover', { accept: '*/*' })).status).toBe(200);
  });

  it('says which example to add where the contract gives nothing to answer', async () => {
    const answer = await get('/v1/empty');
    expect(answer.status).toBe(501);
    expect(((await answer.json()) as { detail: string }).detail).toMatch(/getEmpty.*Add an example/);
  });

  it('accepts the demo API key where the contract takes one', async () => {
    expect((await fetch(`${mock.url}/v1/books?api_key=${mock.apiKey}`)).status).toBe(200);
    expect((await fetch(`${mock.url}/v1/books?api_key=wrong`)).status).toBe(401);
  });
});

describe('the counter of the mock is the server’s', () => {
  it.each([
    ['no token', {}, 401, 'authentication-required'],
    ['a junk token', { authorization: 'Bearer junk' }, 401, 'invalid-token'],
  ])('%s', async (_, headers, status, kind) => {
    const answer = await fetch(`${mock.url}/v1/books`, { headers: headers as Record<string, string> });
    expect([answer.status, ((await answer.json()) as { type: string }).type.split('/').at(-1)]).toEqual([status, kind]);
  });

  it('a token that has expired', async () => {
    const { accessToken } = await mock.tokens.issueToken({ subject: 'a', clientId: 'c', scopes: ['read'], ttl: -60 });
    const answer = await get('/v1/books', { authorization: `Bearer ${accessToken}` });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });

  it('a token of another mock', async () => {
    const other = await startMock({ contract: books, port: 0 });
    const { accessToken } = await other.tokens.issueToken({ subject: 'a', clientId: 'c', scopes: ['read'] });
    await other.close();
    expect((await get('/v1/books', { authorization: `Bearer ${accessToken}` })).status).toBe(401);
  });

  it('a scope that is missing', async () => {
    const { access_token: token } = (await (await tokenFor(mock, { scope: 'read' })).json()) as {
      access_token: string;
    };
    const answer = await get('/v1/books/1', { authorization: `Bearer ${token}` }, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringContaining('scope="write"'),
    ]);
  });

  it('an invalid request', async () => {
    expect((await get('/v1/books/x')).status).toBe(400);
    expect(
      (await get('/v1/books', { 'content-type': 'application/json' }, { method: 'POST', body: '{}' })).status,
    ).toBe(400);
  });
});

describe('Prefer', () => {
  it('example=third answers that example', async () => {
    expect(await (await get('/v1/books', { prefer: 'example=third' })).json()).toMatchObject({ page: 3 });
  });

  it('example=gone answers it under its own status, about this request', async () => {
    const answer = await get('/v1/books', { prefer: 'code=410, example=gone' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([410, 'application/problem+json']);
    expect(await answer.json()).toEqual({ type: 'about:blank', requestId: answer.headers.get('x-request-id') });
    expect((await get('/v1/books', { prefer: 'example=gone' })).status).toBe(400);
  });

  it('code=404 answers although the client accepts JSON only', async () => {
    expect((await get('/v1/books', { prefer: 'code=404', accept: 'application/json' })).status).toBe(404);
  });

  it('dynamic=true answers a body invented anew, or sampled where a circular schema would never end', async () => {
    const invented = await Promise.all(
      [1, 2, 3].map(async () => (await get('/v1/authors', { prefer: 'dynamic=true' })).text()),
    );
    expect(new Set(invented).size).toBeGreaterThan(1);
    for (const body of invented) expect(JSON.parse(body)).toMatchObject({ name: expect.any(String) });
    const circular = await Promise.all(
      invented.map(async () => (await get('/v1/books/1', { prefer: 'dynamic=true' })).json()),
    );
    for (const body of circular) expect(body).toMatchObject({ id: expect.any(Number), title: expect.any(String) });
  });

  it('a seed invents the same body again, also when others ask at the same time', async () => {
    const ask = async (seed: string) => (await get('/v1/authors', { prefer: `dynamic, seed=${seed}` })).text();
    const [first, ...others] = await Promise.all(['7', '8', '7', '9', '7'].map(ask));
    expect([others[1], others[3]]).toEqual([first, first]);
    expect(new Set([first, ...others]).size).toBe(3);
  });

  it('wait=1 answers a second later, and Preference-Applied says what was honoured', async () => {
    const started = performance.now();
    const answer = await get('/v1/books', { prefer: 'code=410, wait=1, respond-async' });
    expect(performance.now() - started).toBeGreaterThan(990);
    expect(answer.headers.get('preference-applied')).toBe('code=410, wait=1');
    expect((await get('/v1/books')).headers.get('preference-applied')).toBeNull();
  });

  it.each([
    ['code=201', 'It has 200, 4XX'],
    ['example=nope', 'It has first, third, gone'],
    ['code=200, example=gone', 'Under 200 it has first, third'],
    ['example=__proto__', 'It has first, third, gone'],
    ['code=200, example=constructor', 'Under 200 it has first, third'],
    ['example=toString', 'It has first, third, gone'],
    // A client would wait for what a 1XX announces.
    ['code=100', 'from 200 to 599'],
    ['code=101', 'from 200 to 599'],
    ['code=103', 'from 200 to 599'],
    ['dynamic=maybe', 'dynamic=true or dynamic=false'],
  ])('%s, which the contract has not, answers what it has', async (prefer, detail) => {
    const answer = await get('/v1/books', { prefer }, { signal: AbortSignal.timeout(3000) });
    expect([answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringContaining(detail),
    ]);
  });
});

describe('pages', () => {
  it('are the named examples that hold items, in their order and without a gap, so that no item comes twice', async () => {
    expect(await page(1)).toEqual({ page: 1, last: 2, items: [{ id: 1 }, { id: 2 }] });
    expect(await page(2)).toEqual({ page: 2, last: 2, items: [{ id: 5 }] });
  });

  it('behind the last are empty, so that a walk ends', async () => {
    expect(await page(3)).toEqual({ page: 3, last: 2, items: [] });
    expect(await page(4000)).toEqual({ page: 4000, last: 2, items: [] });
  });

  it('stay as they are when they are asked for by name', async () => {
    const answer = await get('/v1/books?page=2', { prefer: 'example=third' });
    expect(await answer.json()).toEqual({ page: 3, last: 3, items: [{ id: 5 }] });
  });
});

describe('startMock', () => {
  it('takes other clients, each with its own scopes', async () => {
    const running = await startMock({
      contract: books,
      port: 0,
      clients: [{ clientId: 'a', clientSecret: 'b', scopes: ['read'] }],
    });
    expect(await (await tokenFor(running)).json()).toMatchObject({ scope: 'read' });
    await running.close();
  });

  it('on a port that is taken fails with EADDRINUSE', async () => {
    await expect(startMock({ contract: books, port: mock.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes although connections are kept alive', async () => {
    const running = await startMock({ contract: books, port: 0 });
    await (await fetch(`${running.url}/v1/cover`)).text();
    const started = performance.now();
    await running.close();
    // Long before a client would let go of an idle connection: the server keeps it for 72 seconds.
    expect(performance.now() - started).toBeLessThan(20_000);
    await expect(fetch(running.url)).rejects.toThrow('fetch failed');
  });

  it('closes although an answer that Prefer delays is under way, and sends it', async () => {
    const running = await startMock({ contract: books, port: 0 });
    const call = fetch(`${running.url}/v1/cover`, { headers: { prefer: 'wait=60' } }).then(({ status }) => status);
    await new Promise((done) => setTimeout(done, 1000));
    const started = performance.now();
    await running.close();
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(await call).toBe(200);
  });

  it.each([
    ['with bearer only', { auth: { type: 'http', scheme: 'bearer' } }],
    [
      'with OpenID Connect',
      { auth: { type: 'openIdConnect', openIdConnectUrl: 'https://login.example/.well-known/openid-configuration' } },
    ],
    [
      'with an authorization code only',
      {
        auth: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://a.example/a',
              tokenUrl: 'https://a.example/t',
              scopes: { s: '' },
            },
          },
        },
      },
    ],
  ])('gives tokens for a contract %s too, with a warning', async (_, securitySchemes) => {
    const contract = {
      openapi: '3.1.0',
      info: {},
      paths: { '/me': { get: { security: [{ auth: [] }], responses: { 204: { description: 'Nothing' } } } } },
      components: { securitySchemes },
    };
    const running = await startMock({ contract, port: 0 });
    expect(running.contract.warnings).toContainEqual(expect.stringContaining('no client-credentials flow'));
    const { access_token: token } = (await (await tokenFor(running)).json()) as { access_token: string };
    const answer = await fetch(`${running.url}/me`, { headers: { authorization: `bearer ${token}` } });
    await running.close();
    expect(answer.status).toBe(204);
  });
});
