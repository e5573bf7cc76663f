import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type MockPerson, type RunningMock } from '@guichet/mock';
import { createClient } from '@guichet/sdk';
import { deviceAuthorization, isTokenError, type DevicePrompt } from '@guichet/sdk/auth';
import { identity } from '../guichet.config.ts';
import { WebBrowser } from './support/web-browser.ts';

// A program that signs people in is tested on the mock to the end, as a partner does: by the SDK, and by what it shows.
let mock: RunningMock;
let person: MockPerson;
beforeAll(async () => {
  mock = await startMock({ port: 0 });
  person = mock.person!;
});
afterAll(() => mock.close());

const scope = 'collectivites.read utilisateur.read';

const answer = (body: object): Promise<Response> =>
  fetch(`${mock.url}/__${identity.slug}/device`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const post = async (path: string, fields: Record<string, string>) => {
  const response = await fetch(mock.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

const askDeviceCode = async () =>
  (await post('/oauth/device_authorization', { client_id: person.clientId, scope })).body;
const poll = (device_code: string) =>
  post('/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: person.clientId,
    device_code,
  });

const signInBy = (
  prompt: (device: DevicePrompt) => void | Promise<void>,
  more: Partial<Parameters<typeof deviceAuthorization>[0]> = {},
) =>
  deviceAuthorization({
    deviceAuthorizationUrl: `${mock.url}/oauth/device_authorization`,
    tokenUrl: mock.tokenUrl,
    clientId: person.clientId,
    scope,
    prompt,
    ...more,
  });

describe('device login on the mock', () => {
  it('goes to its end by the SDK, approved without a browser, and is renewed without asking again', async () => {
    let kept: string | undefined;
    const tokens = signInBy(
      async ({ userCode }) => {
        // As a person types it.
        const { status } = await answer({ userCode: userCode.toLowerCase().replace('-', ' '), approve: true });
        expect(status).toBe(204);
      },
      { onRefreshToken: (token) => void (kept = token) },
    );
    const client = createClient({ baseUrl: mock.url, tokens });
    expect((await client.collectivites.list({ limit: 1 })).data.length).toBeGreaterThan(0);
    const claims = decodeJwt((await tokens.getToken()).value);
    expect(claims).toMatchObject({ sub: person.subject, client_id: person.clientId, scope });
    // It is the person's token, not one of a program that acts for somebody.
    expect(claims['act']).toBeUndefined();

    const nobody = () => expect.unreachable('nobody is asked again');
    const renewed = await signInBy(nobody, { refreshToken: kept }).getToken();
    expect(decodeJwt(renewed.value)).toMatchObject({ sub: person.subject, scope });
  });

  it('ends when the program signs the person out', async () => {
    const tokens = signInBy(async ({ userCode }) => void (await answer({ userCode, approve: true })));
    const client = createClient({ baseUrl: mock.url, tokens });
    const { value: token } = await tokens.getToken();
    expect(await client.oauth.introspect({ body: { token } })).toMatchObject({ active: true, sub: person.subject });
    await client.oauth.revoke({ body: { token } });
    expect(await client.oauth.introspect({ body: { token } })).toEqual({ active: false });
    const { status } = await fetch(`${mock.url}/api/v1/collectivites`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(status).toBe(401);
  });

  it('ends with access_denied when the person says no', async () => {
    const tokens = signInBy(async ({ userCode }) => void (await answer({ userCode, approve: false })));
    await expect(tokens.getToken()).rejects.toSatisfy(
      (error) => isTokenError(error) && error.error === 'access_denied',
    );
  });

  it('is approved on its pages, too, by whoever knows the password', async () => {
    const { device_code = '', user_code, verification_uri = '' } = await askDeviceCode();
    const browser = await new WebBrowser(mock.url).open(verification_uri);
    await browser.submit(/device-login$/, { user_code: user_code! });
    await browser.submit(/device-login$/, { confirm: 'yes' });
    await browser.submit(/sign-in\/[^/]+$/, { login: person.login, password: 'another' });
    expect(browser.status).toBe(422);
    expect((await poll(device_code)).body['error']).toBe('authorization_pending');
    await browser.submit(/sign-in\/[^/]+$/, { login: person.login, password: person.password });
    await browser.submit(/sign-in\/[^/]+$/);
    expect(browser.status).toBe(200);
    expect((await poll(device_code)).body).toMatchObject({ token_type: 'Bearer', scope });
  });

  it('asks for a question a second, and tells a device that hurries to slow down', async () => {
    const { device_code = '', interval } = await askDeviceCode();
    expect(interval).toBe(1);
    expect((await poll(device_code)).body['error']).toBe('authorization_pending');
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'slow_down' } });
  });

  it('gives the token of a device code once', async () => {
    const { device_code = '', user_code } = await askDeviceCode();
    await answer({ userCode: user_code, approve: true });
    expect((await poll(device_code)).status).toBe(200);
    expect(await poll(device_code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('says what is wrong with an answer that cannot count', async () => {
    expect((await answer({ userCode: 'BCDF-GHJK', approve: true })).status).toBe(404);
    const { user_code: userCode } = await askDeviceCode();
    expect((await answer({ userCode, approve: false })).status).toBe(204);
    const again = await answer({ userCode, approve: true });
    expect(again.status).toBe(409);
    expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const wrong = await answer({ user_code: userCode, approve: 'yes' });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      errors: [{ pointer: '#/userCode' }, { pointer: '#/approve' }, { pointer: '#/user_code' }],
    });
  });
});

describe('an authorization code on the mock', () => {
  const redirectUri = 'http://127.0.0.1:53682/callback';
  const verifier = randomBytes(32).toString('base64url');
  const addressWith = (parameters: Record<string, string> = {}): string => {
    const address = new URL('/oauth/authorize', mock.url);
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: person.clientId,
      redirect_uri: redirectUri,
      scope,
      state: 'kept',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString();
    return address.href;
  };
  const comeBack = async (): Promise<URL> => {
    const browser = await new WebBrowser(mock.url).open(addressWith());
    await browser.submit(/sign-in\/[^/]+$/, { login: person.login, password: person.password });
    await browser.submit(/sign-in\/[^/]+$/);
    return new URL(browser.url);
  };
  const redeem = (code: string, code_verifier = verifier) =>
    post('/oauth/token', {
      grant_type: 'authorization_code',
      client_id: person.clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier,
    });
  const refresh = (refresh_token = '') =>
    post('/oauth/token', { grant_type: 'refresh_token', client_id: person.clientId, refresh_token });

  it('comes back to any port of loopback, is redeemed with its verifier, and its refresh token rotates', async () => {
    const back = await comeBack();
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('kept');
    const first = await redeem(back.searchParams.get('code') ?? '');
    expect(first.body).toMatchObject({ token_type: 'Bearer', scope });
    const call = await fetch(`${mock.url}/api/v1/collectivites`, {
      headers: { authorization: `Bearer ${first.body['access_token']}` },
    });
    expect(call.status).toBe(200);
    const second = await refresh(first.body['refresh_token']);
    expect(second.status).toBe(200);
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);
    // One that was rotated away ends the whole family.
    expect((await refresh(first.body['refresh_token'])).body['error']).toBe('invalid_grant');
    expect((await refresh(second.body['refresh_token'])).body['error']).toBe('invalid_grant');
  });

  it('is worth nothing with another verifier', async () => {
    const code = (await comeBack()).searchParams.get('code') ?? '';
    expect((await redeem(code, randomBytes(32).toString('base64url'))).body['error']).toBe('invalid_grant');
  });

  it('sends nobody to an address that the application does not have', async () => {
    const elsewhere = await fetch(addressWith({ redirect_uri: 'https://elsewhere.example/callback' }), {
      redirect: 'manual',
    });
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.headers.get('location')).toBeNull();
  });
});
