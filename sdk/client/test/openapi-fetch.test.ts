import { describe, expect, expectTypeOf, it } from 'vitest';
import { TokenServer } from '@guichet/runtime/testing';
import { createFetchClient } from '../src/openapi-fetch.ts';

const origin = 'https://api.test';

describe('createFetchClient', () => {
  it('gives data on success and the problem on failure, with a token renewed after a 401', async () => {
    const tokens = new TokenServer({ tokenUrl: `${origin}/oauth/token` });
    const seen: (string | null)[] = [];
    const client = createFetchClient({
      baseUrl: origin,
      clientId: 'a',
      clientSecret: 'b',
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (request.url === tokens.tokenUrl) return tokens.fetch(request);
        seen.push(request.headers.get('authorization'));
        if (seen.length === 1) return Response.json({ status: 401 }, { status: 401 });
        return request.url.endsWith('/7')
          ? Response.json({ status: 404, title: 'no' }, { status: 404 })
          : Response.json({ id: 8, nom: 'Nantes' });
      },
    });
    const path = '/api/v1/collectivites/{collectiviteId}';
    const found = await client.GET(path, { params: { path: { collectiviteId: 8 } } });
    expect(found.data?.nom).toBe('Nantes');
    expectTypeOf(found.data?.nom).toEqualTypeOf<string | undefined>();
    const missing = await client.GET(path, { params: { path: { collectiviteId: 7 } } });
    expect([missing.data, missing.error?.title, missing.response.status]).toEqual([undefined, 'no', 404]);
    expect(tokens.count).toBe(2);
    expect(seen[0]).not.toBe(seen[1]);
  });
});
