import { spawn } from 'node:child_process';
import { Agent } from 'node:https';
import { text } from 'node:stream/consumers';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { SignJWT } from 'jose';
import { ClientCredentials, AuthorizationCode } from 'simple-oauth2';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keepTranscript, openInteropServer, redirectUri, type InteropServer } from './interop.ts';

// Clients that know nothing of this server but its issuer complete every grant, as they come from the registry.

let server: InteropServer;
const transcripts = new Map<string, string[]>();
const scope = 'collectivites.read indicateurs.valeurs.read';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

beforeAll(async () => {
  server = await openInteropServer();
}, 240_000);
afterEach(({ task }) => {
  const client = task.suite?.name ?? '';
  transcripts.set(client, [...(transcripts.get(client) ?? []), `# ${task.name}`, ...server.transcript(), '']);
});
afterAll(async () => {
  await Promise.all([...transcripts].map(([name, lines]) => keepTranscript(name, lines)));
  await server?.close();
});

/** The status of an operation that the token is for. */
async function access(token: string, send = server.fetch): Promise<number> {
  const { status } = await send(`${server.origin}/api/v1/collectivites?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return status;
}

describe('openid-client', () => {
  const discover = (clientId: string, authentication?: openid.ClientAuth, send = server.fetch) =>
    openid.discovery(new URL(server.origin), clientId, undefined, authentication, {
      algorithm: 'oauth2',
      [openid.customFetch]: send as unknown as openid.CustomFetch,
    });

  it('client credentials by Basic, by form and by a signed assertion', async () => {
    const { bySecret, byKey } = server;
    for (const authentication of [
      openid.ClientSecretBasic(bySecret.clientSecret),
      openid.ClientSecretPost(bySecret.clientSecret),
    ]) {
      const config = await discover(bySecret.clientId, authentication);
      const tokens = await openid.clientCredentialsGrant(config, { scope });
      expect(tokens.scope).toBe(scope);
      expect(await access(tokens.access_token)).toBe(200);
    }
    const signed = await discover(byKey.clientId, openid.PrivateKeyJwt({ key: byKey.privateKey, kid: byKey.kid }));
    expect(await access((await openid.clientCredentialsGrant(signed)).access_token)).toBe(200);
  });

  it('client credentials by certificate, with tokens that are bound to it', async () => {
    const config = await discover(server.byCertificate.clientId, openid.TlsClientAuth(), server.fetchWithCertificate);
    const { access_token } = await openid.clientCredentialsGrant(config);
    expect(await access(access_token, server.fetchWithCertificate)).toBe(200);
    expect(await access(access_token)).toBe(401);
  });

  it('authorization code with PKCE, refresh, introspection, revocation', async () => {
    const { web } = server;
    const config = await discover(web.clientId, openid.ClientSecretBasic(web.clientSecret));
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const back = await server.signIn(url);
    const tokens = await openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
    });
    expect(await access(tokens.access_token)).toBe(200);
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(await access(refreshed.access_token)).toBe(200);
    expect(await openid.tokenIntrospection(config, refreshed.access_token)).toMatchObject({ active: true, scope });
    await openid.tokenRevocation(config, refreshed.refresh_token ?? '');
    expect(await access(refreshed.access_token)).toBe(401);
  });

  it('device authorization', async () => {
    const config = await discover(server.native.clientId, openid.None());
    const codes = await openid.initiateDeviceAuthorization(config, { scope });
    const tokens = openid.pollDeviceAuthorizationGrant(config, codes);
    await server.enterUserCode(codes.verification_uri_complete ?? '');
    expect(await access((await tokens).access_token)).toBe(200);
  });
});

describe('oauth4webapi', () => {
  const options = { [oauth.customFetch]: (...args: Parameters<typeof fetch>) => server.fetch(...args) } as object;
  const discover = async () => {
    const issuer = new URL(server.origin);
    return oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options }),
    );
  };

  it('client credentials by Basic, by form and by a signed assertion', async () => {
    const as = await discover();
    const { bySecret, byKey } = server;
    for (const [id, authentication] of [
      [bySecret.clientId, oauth.ClientSecretBasic(bySecret.clientSecret)],
      [bySecret.clientId, oauth.ClientSecretPost(bySecret.clientSecret)],
      [byKey.clientId, oauth.PrivateKeyJwt({ key: byKey.privateKey, kid: byKey.kid })],
    ] as const) {
      const client = { client_id: id };
      const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, { scope }, options);
      const tokens = await oauth.processClientCredentialsResponse(as, client, response);
      expect(await access(tokens.access_token)).toBe(200);
    }
  });

  it('client credentials by certificate', async () => {
    const as = await discover();
    const client = { client_id: server.byCertificate.clientId };
    const response = await oauth.clientCredentialsGrantRequest(as, client, oauth.TlsClientAuth(), {}, {
      [oauth.customFetch]: server.fetchWithCertificate,
    } as object);
    const tokens = await oauth.processClientCredentialsResponse(as, client, response);
    expect(await access(tokens.access_token, server.fetchWithCertificate)).toBe(200);
  });

  it('authorization code with PKCE, refresh, introspection, revocation; it holds the access token to RFC 9068', async () => {
    const as = await discover();
    const client = { client_id: server.web.clientId };
    const authentication = oauth.ClientSecretBasic(server.web.clientSecret);
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const url = new URL(as.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const parameters = oauth.validateAuthResponse(as, client, await server.signIn(url), state);
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, authentication, parameters, redirectUri, verifier, options),
    );
    const claims = await oauth.validateJwtAccessToken(
      as,
      new Request(`${server.origin}/api/v1`, { headers: { authorization: `Bearer ${tokens.access_token}` } }),
      `${server.origin}/api/v1`,
      options,
    );
    expect(claims).toMatchObject({ client_id: client.client_id, scope });
    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, authentication, tokens.refresh_token ?? '', options),
    );
    const looked = await oauth.processIntrospectionResponse(
      as,
      client,
      await oauth.introspectionRequest(as, client, authentication, refreshed.access_token, options),
    );
    expect(looked.active).toBe(true);
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, authentication, refreshed.access_token, options),
    );
    expect(await access(refreshed.access_token)).toBe(401);
  });

  it('device authorization', async () => {
    const as = await discover();
    const client = { client_id: server.native.clientId };
    const codes = await oauth.processDeviceAuthorizationResponse(
      as,
      client,
      await oauth.deviceAuthorizationRequest(as, client, oauth.None(), { scope }, options),
    );
    await server.enterUserCode(codes.verification_uri_complete ?? '');
    const tokens = await oauth.processDeviceCodeResponse(
      as,
      client,
      await oauth.deviceCodeGrantRequest(as, client, oauth.None(), codes.device_code, options),
    );
    expect(await access(tokens.access_token)).toBe(200);
  });
});

describe('simple-oauth2', () => {
  const options = (client: { clientId: string; clientSecret: string }) => ({
    client: { id: client.clientId, secret: client.clientSecret },
    auth: { tokenHost: server.origin, tokenPath: '/oauth/token' },
    http: { agent: new Agent(server.trust) },
  });

  it('client credentials by Basic and by form', async () => {
    for (const inBody of [false, true]) {
      const way = inBody ? { options: { authorizationMethod: 'body' as const } } : {};
      const client = new ClientCredentials({ ...options(server.bySecret), ...way });
      const { token } = await client.getToken({ scope });
      expect(await access(String(token['access_token']))).toBe(200);
    }
  });

  it('authorization code with PKCE, refresh, revocation', async () => {
    const { auth, http, ...rest } = options(server.web);
    const client = new AuthorizationCode({
      ...rest,
      auth: { ...auth, authorizePath: '/oauth/authorize', revokePath: '/oauth/revoke' },
      // It wants JSON also where RFC 7009 answers with nothing, unless it is told to make do.
      http: { ...http, json: 'force' },
    });
    const verifier = randomBytes(32).toString('base64url');
    const url = client.authorizeURL({
      redirect_uri: redirectUri,
      scope,
      state: 'xyz',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    } as Parameters<typeof client.authorizeURL>[0]);
    const back = await server.signIn(url);
    const tokens = await client.getToken({
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    } as Parameters<typeof client.getToken>[0]);
    expect(await access(String(tokens.token['access_token']))).toBe(200);
    const refreshed = await tokens.refresh();
    expect(await access(String(refreshed.token['access_token']))).toBe(200);
    await refreshed.revokeAll();
    expect(await access(String(refreshed.token['access_token']))).toBe(401);
  });
});

describe('curl', () => {
  /** Runs curl and reads its answer as JSON. */
  async function curl(args: readonly string[], file = 'ca.pem'): Promise<Record<string, string>> {
    const all = ['--silent', '--show-error', '--cacert', `${server.folder}/${file}`, ...args];
    const child = spawn('curl', all, { stdio: ['ignore', 'pipe', 'inherit'] });
    return JSON.parse(await text(child.stdout)) as Record<string, string>;
  }
  const form = (parameters: Record<string, string>) =>
    Object.entries(parameters).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
  const token = (args: readonly string[], parameters: Record<string, string>) =>
    curl([...args, ...form(parameters), `${server.origin}/oauth/token`]);
  const grant = { grant_type: 'client_credentials' };

  it('client credentials by Basic, by form, by a signed assertion and by certificate', async () => {
    const { bySecret, byKey, byCertificate, folder } = server;
    const basic = await token(['--user', `${bySecret.clientId}:${bySecret.clientSecret}`], grant);
    expect(await access(basic['access_token'] ?? '')).toBe(200);
    const posted = { ...grant, client_id: bySecret.clientId, client_secret: bySecret.clientSecret };
    expect(await access((await token([], posted))['access_token'] ?? '')).toBe(200);
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: byKey.kid })
      .setIssuer(byKey.clientId)
      .setSubject(byKey.clientId)
      .setAudience(server.origin)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(byKey.privateKey);
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const signed = await token([], { ...grant, client_assertion_type, client_assertion: assertion });
    expect(await access(signed['access_token'] ?? '')).toBe(200);
    const certificate = ['--cert', `${folder}/client.pem`, '--key', `${folder}/client.key`];
    const bound = await token(certificate, { ...grant, client_id: byCertificate.clientId });
    expect(await access(bound['access_token'] ?? '', server.fetchWithCertificate)).toBe(200);
  });

  it('authorization code with PKCE, refresh', async () => {
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: server.native.clientId,
      redirect_uri: 'http://127.0.0.1:51999/callback',
      scope,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const back = await server.signIn(`${server.origin}/oauth/authorize?${query.toString()}`);
    const tokens = await token([], {
      grant_type: 'authorization_code',
      client_id: server.native.clientId,
      code: back.searchParams.get('code') ?? '',
      redirect_uri: 'http://127.0.0.1:51999/callback',
      code_verifier: verifier,
    });
    expect(await access(tokens['access_token'] ?? '')).toBe(200);
    const refreshed = await token([], {
      grant_type: 'refresh_token',
      client_id: server.native.clientId,
      refresh_token: tokens['refresh_token'] ?? '',
    });
    expect(await access(refreshed['access_token'] ?? '')).toBe(200);
  });

  it('device authorization', async () => {
    const client_id = server.native.clientId;
    const codes = await curl([...form({ client_id, scope }), `${server.origin}/oauth/device_authorization`]);
    await server.enterUserCode(codes['verification_uri_complete'] ?? '');
    const tokens = await token([], { grant_type: deviceGrant, client_id, device_code: codes['device_code'] ?? '' });
    expect(await access(tokens['access_token'] ?? '')).toBe(200);
  });
});
