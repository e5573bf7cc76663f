import { afterEach, describe, expect, it } from 'vitest';
import { type ClientCredentialsOptions, clientCredentials, clientSecretPost, isTokenError } from '@guichet/runtime';
import { type Api, answer, openApi } from '../support/api.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
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
