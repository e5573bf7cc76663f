import { describe, expect, it } from 'vitest';
import { clientCredentials, clientSecretPost, isTimeoutError, isTokenError } from '@guichet/runtime';
import { TokenServer } from '@guichet/runtime/testing';
import { failure } from '../support/wait.ts';

const over = (server: TokenServer, options: Partial<Parameters<typeof clientCredentials>[0]> = {}) =>
  clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'a',
    clientSecret: 'b:c',
    fetch: server.fetch,
    retry: false,
    ...options,
  });

describe('TokenServer', () => {
  it('knows its client, by Basic and by body; refuses others', async () => {
    const server = new TokenServer({ clientId: 'a', clientSecret: 'b:c' });
    await over(server).getToken();
    await over(server, { clientSecret: undefined, clientAuthentication: clientSecretPost('b:c') }).getToken();
    expect(server.requests.map((request) => request.authentication)).toEqual(['basic', 'post']);
    expect(isTokenError(await failure(over(server, { clientSecret: 'wrong' }).getToken()))).toBe(true);
    expect(server.count).toBe(3);
  });

  it('expires and revokes: a token it accepted is refused from then on', async () => {
    const server = new TokenServer();
    const { authorization } = await over(server).getToken();
    const second = server.issue();
    expect(server.accepts(authorization)).toBe(true);
    server.revoke(second);
    expect([server.accepts(authorization), server.accepts(`Bearer ${second}`)]).toEqual([true, false]);
    server.expire();
    expect(server.accepts(authorization)).toBe(false);
    expect(server.accepts(undefined)).toBe(false);
  });

  it('stalls until it is told to go on', async () => {
    const server = new TokenServer();
    server.stall();
    expect(isTimeoutError(await failure(over(server, { timeout: 20 }).getToken()))).toBe(true);
    const waiting = over(server).getToken();
    server.resume();
    expect((await waiting).value).toMatch(/^test-token/);
  });

  it('fails and lies as often as told, then answers again', async () => {
    const server = new TokenServer();
    server.fail('slow_down', { status: 429, description: 'Not so fast' });
    server.lie({ access_token: 'a lie', token_type: 'Bearer' });
    expect(await failure(over(server).getToken())).toMatchObject({ error: 'slow_down', status: 429 });
    expect(isTokenError(await failure(over(server).getToken()))).toBe(true);
    expect((await over(server).getToken()).value).toBe('test-token-1');
  });

  it('another address or grant: refused', async () => {
    const server = new TokenServer();
    expect((await server.fetch('https://elsewhere.test/')).status).toBe(404);
    const response = await server.fetch(server.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password' }),
    });
    expect(await response.json()).toEqual({ error: 'unsupported_grant_type' });
  });
});
