import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTransport } from '@guichet/runtime';
import { collected, origin, over, secured } from '../support/watched.ts';
import { failure } from '../support/wait.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const ok = () => Response.json({}, { headers: { 'x-request-id': 'r-7' } });
const busy = () => new Response(null, { status: 503 });
const contract = { operations: { 'things.get': { method: 'GET', path: '/things/{id}', scopes: [] } } };
const call = { url: '/things/{id}', path: { id: 1 }, query: { q: 'canary-query' }, security: secured };

describe('the log', () => {
  it('one line for each try: method, address without its query, status, time, request, token', async () => {
    const { lines, logger } = collected();
    const { client } = over([busy, ok], { logger, contract });
    await client.get(call);
    await client.get(call);
    const said = lines.map(({ message }) => message.replace(/\d+ ms/, 'N ms'));
    expect(said).toEqual([
      'POST https://auth.test/oauth/token 200 in N ms',
      'GET https://api.test/things/1 503 in N ms (token renewed)',
      'GET https://api.test/things/1 200 in N ms (try 2, request r-7, token cached)',
      'GET https://api.test/things/1 200 in N ms (request r-7, token cached)',
    ]);
    expect(lines[2]!.fields).toEqual({
      method: 'GET',
      path: '/things/1',
      status: 200,
      error: undefined,
      ms: expect.any(Number),
      requestId: 'r-7',
      token: 'cached',
      operation: 'things.get',
      attempt: 2,
    });
  });

  it('a token that is replaced after a 401: the next line says so', async () => {
    const { lines, logger } = collected();
    const { client } = over([ok, () => new Response(null, { status: 401 }), ok], { logger });
    await client.get(call);
    await client.get(call);
    expect(lines.map(({ fields }) => [fields['status'], fields['token']])).toEqual([
      [200, undefined],
      [200, 'renewed'],
      [401, 'cached'],
      [200, undefined],
      [200, 'renewed'],
    ]);
  });

  it('S1 holds no secret, no token and no query, also when a try fails', async () => {
    const { lines, logger } = collected();
    const failed = () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }));
    const { client, server } = over([failed, ok], { logger, headers: { 'x-api-key': 'canary-key' } });
    await client.get(call);
    const all = JSON.stringify(lines);
    expect(lines[1]!.message).toMatch(/^GET https:\/\/api\.test\/things\/1 ECONNRESET in \d+ ms/);
    expect(all).not.toMatch(/canary/);
    expect(all).not.toContain(server.issue().replace(/\d+$/, ''));
  });

  it('GUICHET_LOG=debug: lines on standard error', async () => {
    vi.stubEnv('GUICHET_LOG', 'debug');
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { client } = over([ok]);
    await client.get(call);
    expect(error.mock.calls.map(([line]) => String(line).replace(/\d+ ms/, 'N ms'))).toEqual([
      'guichet: POST https://auth.test/oauth/token 200 in N ms',
      'guichet: GET https://api.test/things/1 200 in N ms (request r-7, token renewed)',
    ]);
  });

  it.each([undefined, 'off', 'warn'])('GUICHET_LOG=%s: no line for a try', async (level) => {
    vi.stubEnv('GUICHET_LOG', level);
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    await over([ok]).client.get(call);
    expect(error).not.toHaveBeenCalled();
  });

  it('a logger that is none: a TypeError that says what is one', () => {
    expect(() => createTransport({ baseUrl: origin, logger: {} as never })).toThrow(
      /`logger` cannot be an object\. Pass an object with `debug` and `warn`/,
    );
  });
});

describe('an operation that goes away', () => {
  const leaving = (headers: Record<string, string>) => () => Response.json({}, { headers });

  it('Deprecation (RFC 9745) and Sunset (RFC 8594): one warning for the operation, however often it is called', async () => {
    const { lines, logger } = collected();
    const answer = leaving({
      deprecation: '@1767225600',
      sunset: 'Wed, 30 Jun 2027 23:59:59 GMT',
      link: '<https://api.test/next>; rel="successor-version", <https://api.test/why>; rel="deprecation"',
    });
    const { client } = over([answer], { logger: { ...logger, debug: () => {} }, contract });
    await client.get(call);
    await client.get(call);
    await client.get({ url: '/other' });
    await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 20_000 });
    expect(lines.map(({ message }) => message)).toEqual([
      'things.get is deprecated (2026-01-01) and will stop working on 2027-06-30. See https://api.test/why.',
      'GET /other is deprecated (2026-01-01) and will stop working on 2027-06-30. See https://api.test/why.',
    ]);
  });

  it.each([
    [{ deprecation: 'true' }, 'GET /x is deprecated. See the changelog of the API.'],
    [
      { sunset: 'Wed, 30 Jun 2027 23:59:59 GMT' },
      'GET /x will stop working on 2027-06-30. See the changelog of the API.',
    ],
    [{ sunset: 'soon' }, 'GET /x will stop working. See the changelog of the API.'],
  ])('%o: %s', async (headers, said) => {
    const { lines, logger } = collected();
    await over([leaving(headers)], { logger }).client.get({ url: '/x' });
    await vi.waitFor(() => expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1), { timeout: 20_000 });
    expect(lines.at(-1)!.message).toBe(said);
  });

  it('without a logger: on the console, unless the log is off', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await over([leaving({ deprecation: '@1' })], { logger: false }).client.get({ url: '/x' });
    await over([leaving({ deprecation: '@1' })]).client.get({ url: '/x' });
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1), { timeout: 20_000 });
    expect(warn.mock.calls[0]![0]).toBe('guichet: GET /x is deprecated (1970-01-01). See the changelog of the API.');
  });

  it('a contract that does not load: the call succeeds', async () => {
    const { lines, logger } = collected();
    const broken = () => Promise.reject(new Error('no such chunk'));
    const { client } = over([leaving({ deprecation: '@1' })], {
      logger: { ...logger, debug: () => {} },
      contract: broken,
    });
    expect(await failure(client.get({ url: '/x' }))).toMatchObject({ message: 'no such chunk' });
    expect(await over([leaving({ deprecation: '@1' })], { contract: broken }).client.get({ url: '/x' })).toEqual({});
    expect(lines).toEqual([]);
  });
});
