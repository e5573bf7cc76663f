import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { startMock } from '../src/index.ts';
import { originOf } from '../src/origin.ts';
import { books } from './fixture.ts';

describe('the origin of a mock', () => {
  it('is the one that clients reach it under, whatever it listens on: its tokens say so, and open it', async () => {
    const url = 'http://mock:4010';
    const mock = await startMock({ contract: books, port: 0, url: `${url}/` });
    const here = `http://127.0.0.1:${mock.port}`;
    try {
      const metadata = (await (await fetch(`${here}/.well-known/oauth-authorization-server`)).json()) as object;
      const { clientId, clientSecret } = mock.credential;
      const answer = await fetch(`${here}/connect/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { access_token: token } = (await answer.json()) as { access_token: string };
      const called = await fetch(`${here}/v1/books`, { headers: { authorization: `Bearer ${token}` } });

      expect(mock).toMatchObject({ url, tokenUrl: `${url}/connect/token` });
      expect(metadata).toMatchObject({ issuer: url, token_endpoint: `${url}/connect/token` });
      expect([decodeJwt(token).iss, called.status]).toEqual([url, 200]);
    } finally {
      await mock.close();
    }
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4010'],
    ['::1', 'http://[::1]:4010'],
    ['mock', 'http://mock:4010'],
    // Every address is nobody's.
    ['0.0.0.0', 'http://localhost:4010'],
    ['::', 'http://localhost:4010'],
  ])('on %s is %s unless it is told another one', (host, origin) => {
    expect(originOf(host, 4010)).toBe(origin);
  });

  it.each(['mock:4010', 'http://mock/api', 'ftp://mock', 'http://user@mock', 'mock'])('is never %s', async (url) => {
    await expect(startMock({ contract: books, port: 0, url })).rejects.toThrow(`${url} is not an origin.`);
  });
});
