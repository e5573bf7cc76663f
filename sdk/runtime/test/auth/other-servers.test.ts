import { createServer } from 'node:http';
import { once } from 'node:events';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ClientCredentialsOptions,
  type PrivateJwk,
  clientCredentials,
  clientSecretPost,
  deviceAuthorization,
  isTokenError,
  privateKeyJwt,
} from '@guichet/runtime';
import { type Api, answer, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** Asks a token endpoint that answers this, and gives the token and the request as it came. */
async function ask(options: Partial<ClientCredentialsOptions>, status: number, body: unknown) {
  const api: Api = await openApi((_, response) => answer(response, status, body, { 'cache-control': 'no-store' }));
  closing.push(() => api.close());
  const { clientAuthentication } = options;
  const asked = clientCredentials({
    tokenUrl: `${api.url}/token`,
    clientId: 'app',
    ...(clientAuthentication ? {} : { clientSecret: 'secret' }),
    retry: false,
    ...options,
  }).getToken();
  const token = await asked.catch((error: unknown) => error);
  return { token, form: Object.fromEntries(new URLSearchParams(api.seen[0]!.body)) };
}
const hurry = (callback: () => void, ms: number) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};
const lifetime = (token: unknown): number => {
  const { expiresAt, requestedAt } = token as { expiresAt: number; requestedAt: number };
  return (expiresAt - requestedAt) / 1000;
};

describe('shaped like Auth0', () => {
  it('`audience` is what it goes by; a day of lifetime; scopes in the answer', async () => {
    const { token, form } = await ask(
      { audience: 'https://api.test/', clientAuthentication: clientSecretPost('secret') },
      200,
      {
        access_token: 'ey.a.b',
        scope: 'read:things write:things',
        expires_in: 86_400,
        token_type: 'Bearer',
      },
    );
    expect(form).toEqual({
      grant_type: 'client_credentials',
      audience: 'https://api.test/',
      client_id: 'app',
      client_secret: 'secret',
    });
    expect(token).toMatchObject({ value: 'ey.a.b', type: 'Bearer', scopes: ['read:things', 'write:things'] });
    expect(lifetime(token)).toBe(86_400);
  });

  it('a refusal names its code: 403 access_denied for an audience that was not granted', async () => {
    const { token } = await ask({ audience: 'https://other.test/' }, 403, {
      error: 'access_denied',
      error_description: 'Client is not authorized to access "https://other.test/".',
      error_uri: 'https://auth.test/docs',
    });
    expect(token).toMatchObject({ code: 'TOKEN_ERROR', error: 'access_denied', status: 403 });
  });
});

describe('shaped like Entra', () => {
  it.each(['3599', 3599])('scope `.default`; `expires_in` %o; no scope in the answer', async (expiresIn) => {
    const { token, form } = await ask({ scope: 'api://things/.default' }, 200, {
      token_type: 'Bearer',
      expires_in: expiresIn,
      ext_expires_in: expiresIn,
      expires_on: '1700003599',
      not_before: '1700000000',
      resource: 'api://things',
      access_token: 'ey.a.b',
    });
    expect(form['scope']).toBe('api://things/.default');
    expect(token).toMatchObject({ value: 'ey.a.b', scopes: ['api://things/.default'] });
    expect(lifetime(token)).toBe(3599);
  });

  it('a refusal with codes and trace ids of its own', async () => {
    const { token } = await ask({}, 401, {
      error: 'invalid_client',
      error_description: 'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 0',
      error_codes: [7_000_215],
      timestamp: '2026-01-01 00:00:00Z',
      trace_id: '0',
    });
    expect(token).toMatchObject({ error: 'invalid_client', description: expect.stringMatching(/^AADSTS7000215/) });
  });
});

describe('shaped like Keycloak', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('token_type %s; fields of its own are left alone', async (type) => {
    const { token } = await ask({}, 200, {
      access_token: 'ey.a.b',
      expires_in: 300,
      refresh_expires_in: 0,
      token_type: type,
      'not-before-policy': 0,
      scope: 'profile email',
    });
    expect(token).toMatchObject({ type: 'Bearer', authorization: 'Bearer ey.a.b', scopes: ['profile', 'email'] });
    expect(lifetime(token)).toBe(300);
  });
});

it('shaped like GitHub, 200 with an error: a TokenError with its code', async () => {
  const { token } = await ask({}, 200, { error: 'incorrect_client_credentials', error_description: 'Wrong.' });
  expect(isTokenError(token) && token.error).toBe('incorrect_client_credentials');
});

describe('a bare oidc-provider', () => {
  async function provide() {
    // It warns that it is bare, at length.
    for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const machine = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
    const provider = new Provider(issuer, {
      clients: [
        { ...machine, client_id: 'a:b', client_secret: 'c/d+%e' },
        { ...machine, client_id: 'post', client_secret: 's', token_endpoint_auth_method: 'client_secret_post' },
        {
          ...machine,
          client_id: 'jwt',
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k-1' } as never] },
        },
        {
          client_id: 'cli',
          token_endpoint_auth_method: 'none',
          grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      scopes: ['read', 'write', 'offline_access'],
      features: {
        clientCredentials: { enabled: true },
        deviceFlow: { enabled: true },
        devInteractions: { enabled: false },
      },
    });
    provider.silent = true;
    server.on('request', provider.callback());
    return { issuer, provider, tokenUrl: `${issuer}/token`, jwk: (await exportJWK(privateKey)) as PrivateJwk };
  }

  it('by Basic, by post and by a signed assertion', async () => {
    const { tokenUrl, issuer, jwk } = await provide();
    const key = { ...jwk, kid: 'k-1' };
    for (const credential of [
      { clientId: 'a:b', clientSecret: 'c/d+%e' },
      { clientId: 'post', clientAuthentication: clientSecretPost('s') },
      { clientId: 'jwt', clientAuthentication: privateKeyJwt({ key }) },
      { clientId: 'jwt', clientAuthentication: privateKeyJwt({ key, audience: issuer }) },
    ]) {
      const token = await clientCredentials({ tokenUrl, scope: 'read', ...credential, retry: false }).getToken();
      expect(token).toMatchObject({ type: 'Bearer', scopes: ['read'] });
    }
  });

  it('an assertion for another audience, or a wrong secret: invalid_client', async () => {
    const { tokenUrl, jwk } = await provide();
    for (const credential of [
      { clientId: 'jwt', clientAuthentication: privateKeyJwt({ key: jwk, audience: 'https://other.test' }) },
      { clientId: 'a:b', clientSecret: 'wrong' },
    ]) {
      const error = await failure(clientCredentials({ tokenUrl, ...credential, retry: false }).getToken());
      expect(error).toMatchObject({ code: 'TOKEN_ERROR', error: 'invalid_client', status: 401 });
    }
  });

  it('the device flow: prompt, consent, token; K5 then by refresh token', async () => {
    const { issuer, provider, tokenUrl } = await provide();
    const kept: (string | undefined)[] = [];
    const tokens = deviceAuthorization({
      deviceAuthorizationUrl: `${issuer}/device/auth`,
      tokenUrl,
      clientId: 'cli',
      scope: 'openid offline_access',
      parameters: { prompt: 'consent' },
      onRefreshToken: (token) => void kept.push(token),
      // Waits a hundredth of the interval; this server does not mind.
      clock: { now: () => Date.now(), schedule: (callback, ms) => hurry(callback, ms / 100) },
      // The person says yes, without the pages of the provider.
      prompt: async ({ userCode, verificationUri }) => {
        expect(verificationUri).toBe(`${issuer}/device`);
        const code = (await provider.DeviceCode.findByUserCode(userCode.replaceAll('-', '')))!;
        const grant = new provider.Grant({ accountId: 'person', clientId: 'cli' });
        grant.addOIDCScope('openid offline_access');
        Object.assign(code, {
          accountId: 'person',
          grantId: await grant.save(),
          scope: 'openid offline_access',
          authTime: 1,
        });
        await code.save();
      },
    });
    const first = await tokens.getToken();
    expect(first.scopes).toEqual(['openid', 'offline_access']);
    tokens.invalidate(first);
    expect((await tokens.getToken()).value).not.toBe(first.value);
    expect(new Set(kept).size).toBe(2);
  });
});
