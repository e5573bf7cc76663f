import { createServer } from 'node:http';
import { once } from 'node:events';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type PrivateJwk,
  clientCredentials,
  clientSecretPost,
  deviceAuthorization,
  privateKeyJwt,
} from '@guichet/runtime';
import { failure } from '../support/wait.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(closing.splice(0).map((close) => close()));
});
const hurry = (callback: () => void, ms: number) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

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
      // Waits a hundredth of the interval; this server does not mind. What a request may take stays as it is: the answer to one
      // that was given up may have used the code up.
      clock: { now: () => Date.now(), schedule: (callback, ms) => hurry(callback, ms > 5_000 ? ms : ms / 100) },
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
