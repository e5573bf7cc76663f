import { afterEach, describe, expect, it } from 'vitest';
import {
  type ClientCredentialsOptions,
  authorizedFetch,
  clientCredentials,
  clientSecretPost,
  isConnectionError,
  isTokenError,
} from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { type Api, answer, openApi } from '../support/api.ts';
import { fakeTokens } from '../support/tokens.ts';
import { failure } from '../support/wait.ts';

const valid = { tokenUrl: 'https://auth.test/token', clientId: 'partner', clientSecret: 'canary-secret' };
const build = (options: Record<string, unknown>) => () =>
  clientCredentials({ ...valid, ...options } as ClientCredentialsOptions);

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

describe('options', () => {
  it.each([
    ['tokenUrl missing', { tokenUrl: undefined }, /`tokenUrl` is missing. Pass an absolute URL/],
    ['tokenUrl relative', { tokenUrl: '/oauth/token' }, /`tokenUrl` is not a URL/],
    ['tokenUrl of another scheme', { tokenUrl: 'ftp://x/y' }, /`tokenUrl` starts with `ftp:`/],
    ['a password in tokenUrl', { tokenUrl: 'https://u:canary-secret@x/y' }, /contains a user or password/],
    ['clientId missing', { clientId: undefined }, /`clientId` is missing\. Pass the `client_id` of the credential/],
    ['clientId a number', { clientId: 7 }, /`clientId` cannot be a number/],
    [
      'clientSecret missing',
      { clientSecret: undefined },
      /`clientSecret` is missing. Pass the secret of the credential, or `clientAuthentication`/,
    ],
    ['clientSecret empty', { clientSecret: '' }, /`clientSecret` cannot be an empty string/],
    [
      'secret and authentication',
      { clientAuthentication: clientSecretPost('x') },
      /both `clientSecret` and `clientAuthentication`/,
    ],
    [
      'authentication by name',
      { clientSecret: undefined, clientAuthentication: 'post' },
      /`clientAuthentication` cannot be a string\. Pass a function such as `clientSecretPost\(secret\)`/,
    ],
    ['scope a number', { scope: 3 }, /`scope` cannot be a number/],
    ['resource a number', { resource: 3 }, /`resource` cannot be a number/],
    ['timeout false', { timeout: false }, /`timeout` cannot be a boolean\. Pass milliseconds above 0/],
    ['timeout negative', { timeout: -1 }, /`timeout` is -1/],
    ['retry unknown', { retry: { tries: 3 } }, /`retry.tries` is unknown. Known are limit/],
    ['fetch a string', { fetch: 'node' }, /`fetch` cannot be a string/],
  ])('%s: a TypeError that names it, and shows no secret', (_, options, message) => {
    expect(build(options)).toThrow(TypeError);
    expect(build(options)).toThrow(message);
    expect(build(options)).not.toThrow(/canary/);
  });

  it.each([
    'http://auth.test/token',
    'http://127.0.0.1.evil.test/token',
    'http://localhost.evil.test/token',
    'http://10.0.0.1/token',
  ])('S2 %s: refused, because the secret would travel in clear', (tokenUrl) => {
    expect(build({ tokenUrl })).toThrow(/Pass an https URL; .*dangerouslyAllowInsecureTokenUrl/);
    expect(build({ tokenUrl, dangerouslyAllowInsecureTokenUrl: true })).not.toThrow();
  });

  it.each(['http://localhost:1/t', 'http://app.localhost/t', 'http://127.0.0.1:1/t', 'http://[::1]:1/t'])(
    'S2 %s: loopback may be plain',
    (tokenUrl) => {
      expect(build({ tokenUrl })).not.toThrow();
    },
  );
});

describe('the request', () => {
  it('carries the grant, scopes, audience, resources and parameters', async () => {
    api = await openApi((_, response) => answer(response, 200, { access_token: 'x', token_type: 'bearer' }));
    await clientCredentials({
      ...valid,
      tokenUrl: `${api.url}/token`,
      scope: 'b.read a.read',
      audience: 'https://api.test',
      resource: ['r1', 'r2'],
      parameters: { tenant: 't' },
    }).getToken();
    expect(Object.fromEntries(new URLSearchParams(api.seen[0]!.body))).toMatchObject({
      grant_type: 'client_credentials',
      scope: 'a.read b.read',
      audience: 'https://api.test',
      tenant: 't',
    });
    expect(new URLSearchParams(api.seen[0]!.body).getAll('resource')).toEqual(['r1', 'r2']);
    expect(api.seen[0]!.headers).toMatchObject({
      authorization: `Basic ${btoa('partner:canary-secret')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
  });

  it('no scope asked: none is sent', async () => {
    const { server, tokens } = fakeTokens();
    await tokens.getToken();
    expect(server.requests).toEqual([
      { clientId: 'partner', grantType: 'client_credentials', scope: null, authentication: 'basic' },
    ]);
  });

  it.each([301, 302, 303, 307, 308])(
    'S2 a redirect (%i): it is not followed, and the secret goes nowhere else',
    async (status) => {
      const thief = await openApi((_, response) =>
        answer(response, 200, { access_token: 'stolen', token_type: 'bearer' }),
      );
      api = await openApi((_, response) => answer(response, status, undefined, { location: `${thief.url}/token` }));
      const error = await failure(
        clientCredentials({ ...valid, tokenUrl: `${api.url}/token`, retry: false }).getToken(),
      );
      expect(isTokenError(error)).toBe(true);
      expect(String(error)).toMatch(/redirects elsewhere.*Set `tokenUrl` to the final address/);
      expect(thief.seen).toEqual([]);
      await thief.close();
    },
  );

  it('L5 it passes by the authorizing layer: with one shared fetch, no token is asked for to ask for a token', async () => {
    const server = new TokenServer({ tokenUrl: 'https://api.test/token' });
    let calls = 0;
    const shared: typeof fetch = (input, init) => {
      calls += 1;
      return String(input) === server.tokenUrl
        ? server.fetch(input, init)
        : Promise.resolve(Response.json({ headers: init?.headers }));
    };
    const tokens = clientCredentials({ ...valid, tokenUrl: server.tokenUrl, fetch: shared });
    const authorized = authorizedFetch({ tokens, baseUrl: 'https://api.test', fetch: shared });
    const { headers } = (await (await authorized('/things')).json()) as { headers: Record<string, string> };
    expect(headers['authorization']).toBe('Bearer test-token-1');
    expect(calls).toBe(2);
  });

  it('503 with Retry-After, then a token: the shared attempt tries again', async () => {
    let n = 0;
    api = await openApi((_, response) =>
      ++n === 1
        ? answer(response, 503, 'later', { 'retry-after': '0' })
        : answer(response, 200, { access_token: 'x', token_type: 'bearer' }),
    );
    expect((await clientCredentials({ ...valid, tokenUrl: `${api.url}/token` }).getToken()).value).toBe('x');
  });

  it('invalid_client: no second try, and the error says what to check', async () => {
    const { server, tokens } = fakeTokens({ retry: 5 });
    server.fail('invalid_client', { description: 'No such client' });
    const error = await failure(tokens.getToken());
    expect(error).toMatchObject({
      code: 'TOKEN_ERROR',
      error: 'invalid_client',
      description: 'No such client',
      status: 401,
    });
    expect(String(error)).toMatch(/auth\.test refused \(invalid_client: No such client\)\. Check client id and secret/);
    expect(server.count).toBe(1);
  });

  it.each([
    ['invalid_scope', /scopes that the credential holds/],
    ['unauthorized_client', /may not use this grant/],
    ['invalid_grant', /ask for a new one/],
    ['access_denied', /The person refused access/],
    ['expired_token', /ask again/],
    ['invalid_request', /see `parameters`, `audience` and `resource`/],
    ['invalid_target', /Check `audience` and `resource`/],
    ['unsupported_grant_type', /check `tokenUrl`/],
    ['of_its_own', /refused \(of_its_own\)\.$/],
  ])('%s: the error says what to do', async (name, remedy) => {
    const { server, tokens } = fakeTokens();
    server.fail(name, { status: 400 });
    expect(String(await failure(tokens.getToken()))).toMatch(remedy);
  });

  it.each([
    [404, /Check `tokenUrl`\.$/],
    [429, /Try again later\.$/],
    [500, /Try again later\.$/],
    [499, /no OAuth error\)\.$/],
    [418, /no OAuth error\)\.$/],
  ])('%i and no OAuth error: the error says what to do, where that is known', async (status, remedy) => {
    const { server, tokens } = fakeTokens();
    server.lie(() => new Response('no', { status }));
    expect(String(await failure(tokens.getToken()))).toMatch(remedy);
  });

  it('an endless description: its first 500 letters', async () => {
    const { server, tokens } = fakeTokens();
    server.fail('invalid_scope', { description: 'x'.repeat(501) });
    expect(await failure(tokens.getToken())).toMatchObject({ description: 'x'.repeat(500) });
  });

  it('remedies of the platform stand behind its errors, and behind no other answer', async () => {
    const remedies = { invalid_client: 'Ask the help desk.', undefined: 'Never said.' };
    const { server, tokens } = fakeTokens({ remedies });
    server.fail('invalid_client', { description: 'No such client' });
    const error = await failure(tokens.getToken());
    expect(error).toMatchObject({ error: 'invalid_client', description: 'No such client', status: 401 });
    expect(String(error)).toMatch(/No such client\)\. Check client id .* Ask the help desk\.$/);
    for (const other of ['invalid_scope', 7]) {
      const { server: another, tokens: source } = fakeTokens({ remedies });
      another.lie(() => Response.json({ error: other }, { status: 400 }));
      expect(String(await failure(source.getToken()))).not.toMatch(/help desk|Never said/);
    }
  });

  it('scopes of a call that are none: a TypeError that names them', async () => {
    const { tokens } = fakeTokens();
    const failed = await failure((async () => tokens.getToken({ scopes: 7 as never }))());
    expect(String(failed)).toMatch(/^TypeError: clientCredentials: `scopes` cannot be a number/);
  });

  it('nothing listens: a ConnectionError with code, host and remedy', async () => {
    api = await openApi(() => {});
    const { url } = api;
    await api.close();
    api = undefined;
    const error = await failure(clientCredentials({ ...valid, tokenUrl: `${url}/token`, retry: false }).getToken());
    expect(isConnectionError(error)).toBe(true);
    expect(error).toMatchObject({ reason: 'ECONNREFUSED', host: new URL(url).host });
    expect(String(error)).toMatch(/Cannot reach the token endpoint .*ECONNREFUSED.*Nothing listens there/);
  });
});

const asked = async (body: Record<string, unknown> | (() => Response)) => {
  const { server, tokens } = fakeTokens();
  server.lie(body);
  return tokens.getToken();
};

describe('the answer', () => {
  const good = { access_token: 'abc', token_type: 'Bearer', expires_in: 900 };

  it.each([
    ['MAC', { ...good, token_type: 'mac' }],
    ['no token_type', { ...good, token_type: undefined }],
    ['a token_type that is an object', { ...good, token_type: {} }],
  ])('S4 %s: the token is refused', async (_, body) => {
    const error = await failure(asked(body));
    expect(isTokenError(error)).toBe(true);
    expect(String(error)).toMatch(/token_type other than Bearer or DPoP/);
  });

  it.each([
    ['CR and LF', 'abc\r\nx-admin: 1'],
    ['a space', 'abc def'],
    ['a letter beyond ASCII', 'abcé'],
    ['nothing in it', ''],
    ['a number', 5],
  ])('S4 a token with %s: refused, and not shown', async (_, value) => {
    const error = await failure(asked({ ...good, access_token: value }));
    expect(isTokenError(error)).toBe(true);
    expect(String(error)).not.toMatch(/abc/);
  });

  it('S4 bearer in any case, and DPoP', async () => {
    expect((await asked({ ...good, token_type: 'bEaReR' })).authorization).toBe('Bearer abc');
    expect((await asked({ ...good, token_type: 'DPoP' })).authorization).toBe('DPoP abc');
  });

  it('S0 unknown fields and an unknown shape of scope: ignored', async () => {
    const token = await asked({ ...good, scope: ['a'], future: { x: 1 }, expires_in: '900' });
    expect(token.value).toBe('abc');
  });

  it('a page of HTML in its place: the error names the content type, not the page', async () => {
    const error = await failure(
      asked(() => new Response('<html>canary', { headers: { 'content-type': 'text/html' } })),
    );
    expect(String(error)).toMatch(/answered 200 with text\/html, not with a JSON object. Check `tokenUrl`/);
    expect(String(error)).not.toMatch(/canary/);
  });

  it('the granted scope differs from what was asked: what was granted counts', async () => {
    const granted = async (scope: unknown) => {
      const { server, tokens } = fakeTokens({ scope: ['a', 'b'] });
      server.lie({ ...good, scope });
      return (await tokens.getToken()).scopes;
    };
    expect(await granted('a')).toEqual(['a']);
    expect(await granted(' c  d ')).toEqual(['c', 'd']);
    for (const unsaid of [undefined, '', 7]) expect(await granted(unsaid)).toEqual(['a', 'b']);
  });
});
