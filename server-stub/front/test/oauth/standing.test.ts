import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src/index.ts';
import { basic, client, openLibrary } from '../fixture.ts';

describe('introspection of what the token does not know', () => {
  const look = async (standing: { live: boolean; scopes: string[] }, headers?: Record<string, string>) => {
    const library = await openLibrary({
      front: { isLive: ({ subject }) => subject !== 'ada' || standing.live, effectiveScopes: () => standing.scopes },
    });
    library.clients.push(client({ clientId: 'auditor', subject: 'eve', scopes: ['tokens.look'] }));
    try {
      const token = (await library.bearer()).authorization.slice('Bearer '.length);
      const auditor = await library.bearer({ clientId: 'auditor', subject: 'eve', scopes: ['tokens.look'] });
      const answer = await library.front.inject({
        method: 'POST',
        url: '/auth/look',
        payload: new URLSearchParams({ token }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(headers ?? auditor) },
      });
      return answer.json() as { active: boolean; scope?: string };
    } finally {
      await library.front.close();
    }
  };

  describe.each([
    ['by a client', basic('desk', 'correct')],
    ['by a token', undefined],
  ])('%s', (_name, headers) => {
    it('P3 says that the token of a suspended person is not active', async () => {
      expect(await look({ live: false, scopes: ['books.read', 'tokens.look'] }, headers)).toEqual({ active: false });
    });

    it('P3 leaves out a scope that a lost role took along', async () => {
      const scopes = ['books.read', 'tokens.look'];
      expect(await look({ live: true, scopes }, headers)).toMatchObject({ active: true, scope: 'books.read' });
    });
  });
});

describe('the store is away', () => {
  const gone = () => Promise.reject(new ProblemError('unavailable', 'Away.', { headers: { 'retry-after': '7' } }));

  it.each([
    ['the token endpoint', '/auth/token', { grant_type: 'client_credentials' }, 'find'],
    ['revocation', '/auth/revoke', {}, 'revoke'],
    ['introspection', '/auth/look', {}, 'find'],
  ])('%s answers 503 with Retry-After, as OAuth writes errors', async (_name, url, form, broken) => {
    const healthy = await openLibrary();
    const token = (await healthy.bearer()).authorization.slice('Bearer '.length);
    await healthy.front.close();
    const library = await openLibrary({
      server:
        broken === 'find'
          ? { clients: { verifyDecoy: () => false, find: gone } }
          : { revocations: { revoke: gone, isRevoked: async () => false } },
    });
    try {
      const answer = await library.front.inject({
        method: 'POST',
        url,
        payload: new URLSearchParams({ token, ...form }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic('desk', 'correct') },
      });
      expect(answer.statusCode).toBe(503);
      expect(answer.headers).toMatchObject({ 'retry-after': '7', 'cache-control': 'no-store' });
      expect(answer.json()).toEqual({ error: 'temporarily_unavailable', error_description: 'Away.' });
    } finally {
      await library.front.close();
    }
  });

  it('O2 refusals of revocation are not to be stored either', async () => {
    const library = await openLibrary();
    const answer = await library.front.inject({
      method: 'POST',
      url: '/auth/revoke',
      payload: 'token=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic('desk', 'wrong') },
    });
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([401, 'no-store']);
    await library.front.close();
  });
});
