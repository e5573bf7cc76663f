import { afterEach, describe, expect, it } from 'vitest';
import { loadContract, memoryRateLimits, type CallLimits } from '../../src/index.ts';
import { rateLimitOf } from '../../../../sdk/runtime/src/transport/limits.ts';
import { basic, client, library as document, openLibrary, type Library } from '../fixture.ts';

let library: Library;
afterEach(() => library.front.close());

const limit = (name: string, quota: number) => memoryRateLimits({ name, quota, window: 60 });
async function open(limits: CallLimits, given = document): Promise<void> {
  library = await openLibrary({ document: given, front: { limits, trustProxy: true } });
}
const get = (headers: Record<string, string>, url = '/v2/books') => library.front.inject({ url, headers });
const grant = { grant_type: 'client_credentials' };

describe('a limit of callers', () => {
  it('is told with each answer, also when it is refused for something else', async () => {
    await open({ callers: limit('default', 10) });
    const ok = await get(await library.bearer());
    expect([ok.statusCode, ok.headers['ratelimit'], ok.headers['ratelimit-policy']]).toEqual([
      200,
      '"default";r=9;t=60',
      '"default";q=10;w=60',
    ]);
    const read = await library.bearer({ scopes: ['books.read'] });
    const body = {
      method: 'POST' as const,
      url: '/v2/books',
      headers: { ...read, 'content-type': 'application/json' },
    };
    const forbidden = await library.front.inject({ ...body, payload: '{}' });
    expect([forbidden.statusCode, forbidden.headers['ratelimit']]).toEqual([403, '"default";r=8;t=60']);
    const wrong = await get(read, '/v2/books?limit=x');
    expect([wrong.statusCode, wrong.headers['ratelimit']]).toEqual([400, '"default";r=7;t=60']);
  });

  it('counts a write once, though it is admitted twice', async () => {
    await open({ callers: limit('default', 10) });
    const headers = { ...(await library.bearer()), 'content-type': 'application/json' };
    const created = await library.front.inject({
      method: 'POST',
      url: '/v2/books',
      headers,
      payload: { id: 1, title: 'x' },
    });
    expect([created.statusCode, created.headers['ratelimit']]).toEqual([200, '"default";r=9;t=60']);
    expect((await get(headers)).headers['ratelimit']).toBe('"default";r=8;t=60');
  });

  it('ends in a problem with Retry-After, and in nothing for what is open or not authenticated', async () => {
    await open({ callers: limit('default', 2) });
    const headers = await library.bearer();
    for (const status of [200, 200, 429]) expect((await get(headers)).statusCode).toBe(status);
    const refused = await get(headers);
    expect(refused.json()).toMatchObject({ type: expect.stringMatching(/rate-limited$/), status: 429 });
    expect(refused.headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/problem\+json/),
      'retry-after': expect.stringMatching(/^(59|60)$/),
      ratelimit: expect.stringMatching(/^"default";r=0;t=\d+$/),
      'ratelimit-policy': '"default";q=2;w=60',
    });
    expect(rateLimitOf(new Headers(refused.headers as Record<string, string>))).toMatchObject({
      limit: 2,
      remaining: 0,
      window: 60,
    });
    for (const [url, sent, status] of [
      ['/v2/hours', {}, 200],
      ['/v2/books', { authorization: 'Bearer junk' }, 401],
    ] as const) {
      const free = await get(sent, url);
      expect([free.statusCode, free.headers['ratelimit']]).toEqual([status, undefined]);
    }
  });

  it('is another one for each client and each person', async () => {
    await open({ callers: limit('default', 1) });
    const callers = [
      {},
      { clientId: 'till' },
      { clientId: 'till', delegated: false },
      { subject: 'bob', delegated: false },
    ];
    for (const caller of callers) expect((await get(await library.bearer(caller))).statusCode).toBe(200);
    for (const caller of callers) expect((await get(await library.bearer(caller))).statusCode).toBe(429);
  });

  it('is used by what the contract says that an operation costs', async () => {
    const priced = structuredClone(document) as any;
    priced.paths['/books'].get['x-rate-limit-cost'] = 4;
    await open({ callers: limit('default', 10) }, priced);
    const headers = await library.bearer();
    expect((await get(headers)).headers['ratelimit']).toBe('"default";r=6;t=60');
    expect((await get(headers, '/v2/shelves')).headers['ratelimit']).toBe('"default";r=5;t=60');
    for (const cost of [-1, 1.5, '2', null]) {
      priced.paths['/books'].get['x-rate-limit-cost'] = cost;
      expect(() => loadContract(priced)).toThrow('x-rate-limit-cost of GET /books is');
    }
  });
});

describe('a limit of token requests', () => {
  it('counts for the client what its calls count for', async () => {
    await open({ callers: limit('default', 3), addresses: limit('address', 100) });
    const answer = await library.token(grant, { headers: basic('desk', 'correct') });
    expect([answer.statusCode, answer.headers['ratelimit']]).toEqual([200, '"default";r=2;t=60']);
    const headers = { authorization: `Bearer ${answer.json().access_token}` };
    for (const status of [200, 200, 429]) expect((await get(headers)).statusCode).toBe(status);
    const refused = await library.token(grant, { headers: basic('desk', 'correct') });
    expect([refused.statusCode, refused.json().error]).toEqual([429, 'temporarily_unavailable']);
    expect(refused.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^\d+$/),
      ratelimit: expect.stringMatching(/^"default";r=0;/),
      'ratelimit-policy': '"default";q=3;w=60',
      'cache-control': 'no-store',
    });
    expect((await library.token(grant, { headers: basic('desk', 'wrong') })).statusCode).toBe(401);
  });

  it('counts all of an address, whoever asks and however it ends', async () => {
    await open({ addresses: limit('address', 3) });
    library.clients.push(client({ clientId: 'till' }));
    const ask = (from: string, id: string, secret = 'correct') =>
      library.token(grant, { headers: { ...basic(id, secret), 'x-forwarded-for': from } });
    const [ok, wrong, other] = [
      await ask('203.0.113.9', 'desk'),
      await ask('203.0.113.9', 'desk', 'wrong'),
      await ask('203.0.113.9', 'till'),
    ];
    expect([ok, wrong, other].map((each) => [each.statusCode, each.headers['ratelimit']])).toEqual([
      [200, '"address";r=2;t=60'],
      [401, '"address";r=1;t=60'],
      [200, '"address";r=0;t=60'],
    ]);
    const refused = await ask('203.0.113.9', 'desk');
    expect([refused.statusCode, refused.json().error, refused.headers['ratelimit-policy']]).toEqual([
      429,
      'temporarily_unavailable',
      '"address";q=3;w=60',
    ]);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect((await ask('198.51.100.4', 'desk')).statusCode).toBe(200);
    for (const end of [1, 2, 3]) expect((await ask(`2001:db8::${end}`, 'desk')).statusCode).toBe(200);
    expect((await ask('2001:db8::4', 'desk')).statusCode).toBe(429);
  });
});
