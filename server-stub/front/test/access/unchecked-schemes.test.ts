import { afterEach, describe, expect, it } from 'vitest';
import { loadContract, type Principal } from '../../src/index.ts';
import { library, openLibrary, type Library, type LibraryOptions } from '../fixture.ts';

const opened: Library[] = [];
async function open(options: LibraryOptions): Promise<Library> {
  const one = await openLibrary(options);
  opened.push(one);
  return one;
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ front }) => front.close()));
});

describe('a security scheme that cannot be checked', () => {
  const shut = structuredClone(library);
  shut.components!['securitySchemes']!['gate'] = { type: 'mutualTLS' };
  const key = { 'x-library-key': 'k' };
  const apiKeys = async (value: string): Promise<Principal | undefined> =>
    value === 'k'
      ? { kind: 'apiKey', subject: 'bot', clientId: 'bot', scopes: new Set(['books.read']), resources: [], claims: {} }
      : undefined;

  function secured(...security: Record<string, string[]>[]) {
    const document = structuredClone(shut);
    (document.paths!['/books']!['get'] as { security: object }).security = security;
    return document;
  }

  it('leaves alone the token and the key of a client', async () => {
    const { front, bearer } = await open({ document: shut, front: { apiKeys } });
    expect((await front.inject({ url: '/v2/books', headers: await bearer() })).statusCode).toBe(200);
    expect((await front.inject({ url: '/v2/shelves', headers: key })).statusCode).toBe(200);
  });

  it('is passed over where an operation can be called in another way', async () => {
    const { front, bearer } = await open({ document: secured({ gate: [] }, { oauth: ['books.read'] }) });
    expect((await front.inject({ url: '/v2/books', headers: await bearer() })).statusCode).toBe(200);
    const stranger = await front.inject('/v2/books');
    expect([stranger.statusCode, stranger.json().detail]).toEqual([
      401,
      'Send an access token as "Authorization: Bearer".',
    ]);
    expect(stranger.headers['www-authenticate']).toBe('Bearer realm="guichet"');
  });

  it.each([
    ['alone', { gate: [] }],
    ['beside a token', { gate: [], oauth: ['books.read'] }],
  ])('answers 501 where each way asks for it, %s', async (_, requirement) => {
    const { front, bearer } = await open({ document: secured(requirement as Record<string, string[]>) });
    for (const headers of [await bearer(), {}]) {
      const answer = await front.inject({ url: '/v2/books', headers });
      expect([answer.statusCode, answer.json().detail]).toEqual([
        501,
        'This operation asks for "gate" (mutualTLS), which this server cannot check. Add another way to the security of the operation.',
      ]);
    }
  });

  it('lets pass who shows nothing where that is a way', async () => {
    const { front } = await open({ document: secured({ gate: [] }, {}) });
    expect((await front.inject('/v2/books')).statusCode).toBe(200);
  });

  it('is noted with the contract, if an operation asks for it', () => {
    expect(loadContract(secured({ gate: [] }, { oauth: [] })).warnings).toContainEqual(
      'The security scheme "gate" (mutualTLS) cannot be checked. Clients call in another way; an operation that has none answers 501.',
    );
    expect(loadContract(shut).warnings.join()).not.toContain('gate');
  });
});
