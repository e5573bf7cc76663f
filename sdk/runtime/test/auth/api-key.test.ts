/* oxlint-disable vitest/expect-expect -- expectUnseen expects */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApiKeyOptions,
  type TransportOptions,
  apiKey,
  authorizedFetch,
  clientCredentials,
  createTransport,
  isApiError,
  isConnectionError,
  isReplayError,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { type Api, type Handler, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

const key = 'canary-api-key';
const person = 'canary-user-token';

const open: Api[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});
async function serve(handler: Handler): Promise<Api> {
  const api = await openApi(handler);
  open.push(api);
  return api;
}
const fine: Handler = (_, response) => answer(response, 200, { ok: true });
const redirect =
  (status: number, location: () => string): Handler =>
  (request, response) =>
    request.url === '/from'
      ? answer(response, status, undefined, { location: location() })
      : fine(request, response, '');

/** No header that came in carries a secret. */
const expectUnseen = (api: Api): void => {
  expect(api.seen.length).toBeGreaterThan(0);
  for (const { headers } of api.seen) {
    expect(JSON.stringify(headers)).not.toMatch(/canary|test-token/);
    expect(headers).not.toHaveProperty('authorization');
  }
};

describe('where the key stands', () => {
  it.each([
    ['X-API-Key', 'x-api-key', key],
    ['X-Custom', 'x-custom', key],
    ['Authorization: ApiKey', 'authorization', `ApiKey ${key}`],
    ['Authorization:Token', 'authorization', `Token ${key}`],
    [undefined, 'x-api-key', key],
  ])('%s: by fetch and by transport, and in no other header', async (header, name, value) => {
    const api = await serve(fine);
    const tokens = apiKey(key, { header });
    await authorizedFetch({ tokens, baseUrl: api.url })('/a');
    await createTransport({ tokens, baseUrl: api.url }).get({ url: '/b', security: [1] });
    expect(api.seen).toHaveLength(2);
    for (const { headers } of api.seen) {
      const { [name]: sent, ...rest } = headers;
      expect(sent).toBe(value);
      expect(JSON.stringify(rest)).not.toContain(key);
    }
  });

  it('an operation that needs none: the key stays at home', async () => {
    const api = await serve(fine);
    await createTransport({ tokens: apiKey(key), baseUrl: api.url }).get({ url: '/b' });
    expectUnseen(api);
  });

  it("a call's own header or own Authorization: the key does not join it", async () => {
    const api = await serve(fine);
    const fetch = authorizedFetch({ tokens: apiKey(key), baseUrl: api.url });
    await fetch('/a', { headers: { 'X-API-Key': 'own' } });
    await fetch('/a', { headers: { authorization: 'Basic own' } });
    expect(api.seen.map(({ headers }) => [headers['x-api-key'], headers.authorization])).toEqual([
      ['own', undefined],
      [undefined, 'Basic own'],
    ]);
  });

  it.each([
    ['key missing', undefined, {}, /^apiKey: `key` is missing\. Pass the key alone/],
    ['key empty', '', {}, /`key` cannot be an empty string/],
    ['key with its scheme', 'ApiKey canary-x', {}, /`key` has spaces/],
    ['key with a line break', 'canary-x\r\nx: y', {}, /`key` has spaces/],
    ['header empty', 'canary-x', { header: '' }, /`header` is not a header name\. Pass the name of a header, such as/],
    ['header with a space before', 'canary-x', { header: ' X-Key' }, /`header` is not a header name/],
    ['header with a space after', 'canary-x', { header: 'X-Key ' }, /`header` is not a header name/],
    ['two schemes', 'canary-x', { header: 'Authorization: Api Key' }, /`header` is not a header name/],
    ['header a number', 'canary-x', { header: 4 }, /`header` cannot be a number\. Pass the name of a header, such as/],
    ['Authorization alone', 'canary-x', { header: 'Authorization' }, /without a scheme/],
  ])('%s: a TypeError that names it, and never shows the key', (_, given, options, message) => {
    const build = () => apiKey(given as string, options as ApiKeyOptions);
    expect(build).toThrow(TypeError);
    expect(build).toThrow(message);
    expect(build).not.toThrow(/canary/);
  });
});

it('S1 a key in a log: says where it goes, and no more', async () => {
  const held = await apiKey(key).getToken();
  expect(String(held)).toBe('[ApiKey, sent as x-api-key]');
  expect(inspect(held)).toBe('[ApiKey, sent as x-api-key]');
  expect(JSON.stringify(held)).toBe('{"type":"ApiKey","header":"x-api-key"}');
});

describe('a key that is refused', () => {
  const never: Handler = (request, response) => answer(response, 401, `no ${JSON.stringify(request.headers)}`);

  it('L1 a fixed key: the 401 comes back at once, without a replay, also after a stream', async () => {
    const api = await serve(never);
    const fetch = authorizedFetch({ tokens: apiKey(key), baseUrl: api.url });
    expect((await fetch('/x', { method: 'POST', body: new Blob(['x']).stream() })).status).toBe(401);
    expect((await fetch('/x')).status).toBe(401);
    expect(api.seen).toHaveLength(2);
  });

  it('a key that rotates: the function is asked again, once', async () => {
    let serial = 0;
    const api = await serve((request, response) =>
      answer(response, request.headers['x-api-key'] === 'key-2' ? 200 : 401, {}),
    );
    const fetch = authorizedFetch({ tokens: apiKey(() => `key-${++serial}`), baseUrl: api.url });
    expect((await fetch('/x')).status).toBe(200);
    expect(api.seen.map(({ headers }) => headers['x-api-key'])).toEqual(['key-1', 'key-2']);
  });

  it.each(['X-API-Key', 'X-Custom', 'Authorization: ApiKey'])(
    'S1 an API that echoes it (%s): error and source show no key',
    async (header) => {
      const api = await serve(never);
      const tokens = apiKey(key, { header });
      const error = await failure(createTransport({ tokens, baseUrl: api.url }).get({ url: '/b', security: [1] }));
      expect(isApiError(error)).toBe(true);
      for (const value of [error, (error as { body: unknown }).body, tokens, await tokens.getToken()]) {
        expect(inspect(value, { depth: Infinity, showHidden: true })).not.toContain(key);
        expect(JSON.stringify(value)).not.toContain(key);
      }
    },
  );
});

describe('other origins', () => {
  const server = new TokenServer();
  const bearer = () =>
    clientCredentials({ tokenUrl: server.tokenUrl, clientId: 'a', clientSecret: 'canary-s', fetch: server.fetch });
  const carriers: [string, () => Pick<TransportOptions, 'userToken'> & { tokens: ReturnType<typeof apiKey> }][] = [
    ['a key in X-API-Key', () => ({ tokens: apiKey(key) })],
    ['a key in Authorization', () => ({ tokens: apiKey(key, { header: 'Authorization: ApiKey' }) })],
    ["a person's token beside the client's", () => ({ tokens: bearer(), userToken: person })],
  ];

  describe.each(carriers)('%s', (_, options) => {
    it('S3 an absolute address elsewhere: it goes without', async () => {
      const [api, thief] = [await serve(fine), await serve(fine)];
      await authorizedFetch({ ...options(), baseUrl: api.url })(`${thief.url}/x`);
      expectUnseen(thief);
    });

    it.each([301, 302, 303, 307, 308])('S3 a redirect (%i) elsewhere: followed without', async (status) => {
      const thief = await serve(fine);
      const api = await serve(redirect(status, () => `${thief.url}/to`));
      const response = await authorizedFetch({ ...options(), baseUrl: api.url })('/from', {
        headers: { 'x-harmless': '1' },
      });
      expect(await response.json()).toEqual({ ok: true });
      expect(response.redirected).toBe(true);
      expect(response.url).toBe(`${thief.url}/to`);
      expect(JSON.stringify(api.seen[0]!.headers)).toMatch(/canary/);
      expect(thief.seen[0]!.headers['x-harmless']).toBe('1');
      expectUnseen(thief);
    });

    it('S3 a redirect back from elsewhere: what was left behind stays behind', async () => {
      const thief = await serve((_request, response) =>
        answer(response, 302, undefined, { location: `${api.url}/to` }),
      );
      const api: Api = await serve(redirect(302, () => `${thief.url}/x`));
      await authorizedFetch({ ...options(), baseUrl: api.url })('/from');
      expect(api.seen.map(({ line }) => line)).toEqual(['GET /from', 'GET /to']);
      expect(JSON.stringify(api.seen[1]!.headers)).not.toMatch(/canary|test-token/);
    });

    it('S3 a redirect on the same origin: the key goes along', async () => {
      const api = await serve(redirect(307, () => '/to'));
      await authorizedFetch({ ...options(), baseUrl: api.url })('/from', { method: 'POST', body: 'text' });
      expect(api.seen.map(({ line, body }) => `${line} ${body}`)).toEqual(['POST /from text', 'POST /to text']);
      expect(JSON.stringify(api.seen[1]!.headers)).toMatch(/canary/);
    });

    it("L1 a stranger's 401 after a redirect: nothing is asked or sent again", async () => {
      const thief = await serve((_request, response) => answer(response, 401, 'who?'));
      const api = await serve(redirect(302, () => `${thief.url}/x`));
      expect((await authorizedFetch({ ...options(), baseUrl: api.url })('/from')).status).toBe(401);
      expect(api.seen).toHaveLength(1);
    });
  });

  it.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['PUT', 302, 'PUT'],
    ['PUT', 303, 'GET'],
    ['HEAD', 303, 'HEAD'],
    ['POST', 308, 'POST'],
  ])('%s and %i: goes on as %s, as fetch does it', async (method, status, as) => {
    for (const tokens of [apiKey(key), apiKey(key, { header: 'Authorization: ApiKey' })]) {
      const api = await serve(redirect(status, () => '/to'));
      const body = method === 'HEAD' ? null : 'text';
      await authorizedFetch({ tokens, baseUrl: api.url })('/from', {
        method,
        body,
        headers: { 'content-type': 'text/x' },
      });
      expect(api.seen[1]).toMatchObject({ line: `${as} /to`, body: as === 'GET' ? '' : (body ?? '') });
      if (as === 'GET') expect(api.seen[1]!.headers['content-type']).toBeUndefined();
    }
  });

  it('a redirect that never ends, or to no http address: a ConnectionError that says so', async () => {
    const api = await serve(redirect(302, () => '/from'));
    const error = await failure(authorizedFetch({ tokens: apiKey(key), baseUrl: api.url })('/from'));
    expect(isConnectionError(error)).toBe(true);
    expect(String(error)).toMatch(/redirects more than 20 times/);
    expect(api.seen).toHaveLength(21);
    for (const location of ['ftp://x/', 'https://u:p@x.test/', 'http://']) {
      const other = await serve(redirect(302, () => location));
      const fault = await failure(authorizedFetch({ tokens: apiKey(key), baseUrl: other.url })('/from'));
      expect(fault).toMatchObject({ code: 'CONNECTION_ERROR', reason: 'REDIRECT' });
    }
  });

  it('R1 a one-shot stream: not silently replayed to where a redirect points', async () => {
    const api = await serve(redirect(307, () => '/to'));
    const fetch = authorizedFetch({ tokens: apiKey(key), baseUrl: api.url });
    const error = await failure(fetch('/from', { method: 'POST', body: new Blob(['x']).stream() }));
    expect(isReplayError(error)).toBe(true);
    expect(api.seen).toHaveLength(1);
  });

  it('a platform that hides where redirects point (browsers): an error that says so, never the key elsewhere', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    const error = await failure(
      authorizedFetch({ tokens: apiKey(key), baseUrl: 'https://api.test', fetch: async () => opaque })('/x'),
    );
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', reason: 'REDIRECT', host: 'api.test' });
    expect(String(error)).toMatch(/Call the final address/);
  });

  it.each(['manual', 'error'] as const)("a caller's own `redirect: '%s'`: obeyed", async (mode) => {
    const api = await serve(redirect(302, () => '/to'));
    const call = authorizedFetch({ tokens: apiKey(key), baseUrl: api.url, retry: false })('/from', { redirect: mode });
    if (mode === 'manual') expect((await call).status).toBe(302);
    else await failure(call);
    expect(api.seen).toHaveLength(1);
  });
});

describe('userToken', () => {
  const server = new TokenServer();
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'a',
    clientSecret: 'canary-s',
    fetch: server.fetch,
  });

  it("goes beside the client's token, under the header that was chosen", async () => {
    const api = await serve(fine);
    await authorizedFetch({ tokens, baseUrl: api.url, userToken: person })('/a');
    const client = createTransport({ tokens, baseUrl: api.url, userToken: person, userTokenHeader: 'X-Person' });
    await client.get({ url: '/b', security: [1] });
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill('Bearer test-token-1'));
    expect(api.seen[0]!.headers).toMatchObject({ 'x-user-token': person });
    expect(api.seen[1]!.headers).toMatchObject({ 'x-person': person });
  });

  it("a call's own header of that name: the person's token does not join it", async () => {
    const api = await serve(fine);
    const fetch = authorizedFetch({ tokens, baseUrl: api.url, userToken: person, userTokenHeader: 'X-Person' });
    await fetch('/a', { headers: { 'X-PERSON': 'own' } });
    expect(api.seen[0]!.headers['x-person']).toBe('own');
  });

  it('P7 an operation without a token of the client: no token of a person either', async () => {
    const api = await serve(fine);
    const client = createTransport({ tokens, baseUrl: api.url, userToken: person });
    await client.get({ url: '/b' });
    await client.get({ url: '/b', security: [1], headers: { authorization: 'Basic own' } });
    expect(api.seen).toHaveLength(2);
    for (const { headers } of api.seen) expect(JSON.stringify(headers)).not.toContain(person);
  });

  it('a function: asked at each try, also by the replay after a 401; `undefined` for nobody', async () => {
    let n = 0;
    const api = await serve((_, response) => answer(response, api.seen.length === 1 ? 401 : 200, {}));
    const persons: (string | undefined)[] = ['p-1', 'p-2', undefined];
    const fetch = authorizedFetch({ tokens, baseUrl: api.url, userToken: async () => persons[n++] });
    await fetch('/a');
    await fetch('/b');
    expect(api.seen.map(({ headers }) => headers['x-user-token'])).toEqual(['p-1', 'p-2', undefined]);
  });

  it('of one call: in place of the one of the client; `null` for nobody', async () => {
    const api = await serve(fine);
    const client = createTransport({ tokens, baseUrl: api.url, userToken: 'p-1' });
    await client.get({ url: '/b', security: [1] });
    await client.get({ url: '/b', security: [1], userToken: 'p-2' });
    await client.get({ url: '/b', security: [1], userToken: () => 'p-3' });
    await client.get({ url: '/b', security: [1], userToken: null });
    expect(api.seen.map(({ headers }) => headers['x-user-token'])).toEqual(['p-1', 'p-2', 'p-3', undefined]);
  });

  it('S1 garbage: a TypeError that names it, and never shows the token', async () => {
    const build = (options: object) => () => createTransport({ tokens, baseUrl: 'https://x.test', ...options });
    for (const userToken of ['', 'Bearer canary-x', 'canary\r\nx: y', 7, null])
      expect(build({ userToken })).toThrow(/`userToken` (cannot be|has spaces)/);
    expect(build({ userToken: '' })).toThrow(/`userToken` cannot be an empty string\. Pass the person's token alone/);
    expect(build({ userToken: 'Bearer canary-x' })).not.toThrow(/canary/);
    expect(build({ userToken: 'x', tokens: undefined })).toThrow(/Pass `tokens` too/);
    expect(build({ userTokenHeader: 'Authorization' })).toThrow(/`userTokenHeader`/);
    for (const userTokenHeader of ['a b', '', 7]) expect(build({ userTokenHeader })).toThrow(/`userTokenHeader` is no/);
    for (const userTokenHeader of ['X-Authorization', 'Authorization-User'])
      expect(build({ userTokenHeader })).not.toThrow();
    const late = authorizedFetch({
      tokens,
      baseUrl: 'https://x.test',
      userToken: () => 'Bearer canary-x',
      fetch: fetch,
    });
    const error = await failure(late('/a'));
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error)).not.toMatch(/canary-x/);
  });
});
