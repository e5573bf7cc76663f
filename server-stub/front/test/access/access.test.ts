import { afterEach, describe, expect, it } from 'vitest';
import { problemType, type Principal } from '../../src/index.ts';
import { basic, openLibrary, type Library, type LibraryOptions } from '../fixture.ts';

const opened: Library[] = [];
const open = async (options?: LibraryOptions) => {
  const library = await openLibrary(options);
  opened.push(library);
  return library;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ front }) => front.close()));
});

const keyOf = (principal: Partial<Principal>) => async (key: string) =>
  key === 'k'
    ? ({
        kind: 'apiKey',
        subject: 'bot',
        scopes: new Set(['books.read']),
        resources: [],
        claims: {},
        ...principal,
      } as Principal)
    : undefined;

const person = (library: Library, request: object = {}) =>
  library
    .bearer({ subject: 'eve', clientId: 'web', delegated: false, ...request })
    .then(({ authorization }) => ({ 'x-reader': authorization.slice(7) }));
const ask = async (library: Library, headers: Record<string, string>, url = '/v2/shelves') =>
  library.front.inject({ url, headers });

describe('an access token', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted under the scheme %s', async (scheme) => {
    const { front, bearer } = await open();
    const { authorization } = await bearer();
    const answer = await front.inject({
      url: '/v2/books',
      headers: { authorization: authorization.replace('Bearer', scheme) },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().principal).toMatchObject({ kind: 'client', subject: 'ada', clientId: 'desk' });
  });

  it('that is missing is challenged without an error code', async () => {
    const { front } = await open();
    const answer = await front.inject('/v2/books');
    expect([answer.statusCode, answer.json().type]).toEqual([401, problemType('authentication-required')]);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="guichet"');
  });

  it.each(['junk', 'a.b.c', 'ey J', ''])('that is %j answers 401 invalid_token', async (token) => {
    const { front } = await open();
    const answer = await front.inject({ url: '/v2/books', headers: { authorization: `Bearer ${token}x` } });
    expect([answer.statusCode, answer.json().type]).toEqual([401, problemType('invalid-token')]);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="guichet", error="invalid_token"/);
  });

  it('without the scope answers 403 with the scope it takes', async () => {
    const { front, bearer } = await open();
    const headers = await bearer({ scopes: ['books.read'] });
    const answer = await front.inject({ method: 'POST', url: '/v2/books', headers, payload: { title: 'a' } });
    expect([answer.statusCode, answer.json().type]).toEqual([403, problemType('insufficient-scope')]);
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer realm="guichet", error="insufficient_scope", scope="books.read books.write"',
    );
  });

  it.each([
    ['alone', '/v2/books', false],
    ['beside a good one', '/v2/books', true],
    ['on an open operation', '/v2/hours', false],
  ])('T6 in the query string is refused %s', async (_, url, beside) => {
    const { front, bearer } = await open();
    const headers = await bearer();
    const token = headers.authorization.slice('Bearer '.length);
    const answer = await front.inject({ url: `${url}?access_token=${token}`, headers: beside ? headers : {} });
    expect([answer.statusCode, answer.json().type]).toEqual([400, problemType('invalid-request')]);
    expect(answer.body).not.toContain(token);
  });

  it('of a credential that is not live any more answers 401', async () => {
    let live = true;
    const { front, bearer } = await open({ front: { isLive: () => live } });
    const headers = await bearer();
    expect((await front.inject({ url: '/v2/books', headers })).statusCode).toBe(200);
    live = false;
    const answer = await front.inject({ url: '/v2/books', headers });
    expect([answer.statusCode, answer.json().type]).toEqual([401, problemType('invalid-token')]);
  });

  it('P3 counts for no more than its owner may do at this moment', async () => {
    let roles = ['books.read', 'other'];
    const { front, bearer } = await open({ front: { effectiveScopes: async () => roles } });
    const headers = await bearer();
    const answer = await front.inject({ url: '/v2/books', headers });
    expect(answer.json().principal.scopes).toEqual(['books.read']);
    roles = [];
    const refused = await front.inject({ url: '/v2/books', headers });
    expect([refused.statusCode, refused.json().type]).toEqual([403, problemType('forbidden')]);
  });

  it('is no reason to fail open when the check of liveness breaks', async () => {
    const { front, bearer } = await open({
      front: {
        isLive: () => {
          throw new Error('store is down');
        },
      },
    });
    expect((await front.inject({ url: '/v2/books', headers: await bearer() })).statusCode).toBe(500);
  });
});

describe('an open operation', () => {
  it('answers anybody, a bad token included', async () => {
    const { front } = await open();
    expect((await front.inject({ url: '/v2/hours', headers: { authorization: 'Bearer junk' } })).statusCode).toBe(200);
  });

  it('that also takes tokens answers anonymously without one, and refuses a bad one', async () => {
    const { front, bearer } = await open();
    expect((await front.inject('/v2/greeting')).json().principal).toBeUndefined();
    expect((await front.inject({ url: '/v2/greeting', headers: await bearer() })).json().principal.subject).toBe('ada');
    expect((await front.inject({ url: '/v2/greeting', headers: { authorization: 'Bearer junk' } })).statusCode).toBe(
      401,
    );
  });
});

describe('an API key', () => {
  it.each([
    ['/v2/shelves', { 'x-library-key': 'k' }, 200],
    ['/v2/shelves', { 'x-library-key': 'wrong' }, 401],
    ['/v2/doors', { authorization: 'doorcode k' }, 200],
    ['/v2/doors', { authorization: 'DoorCode wrong' }, 401],
    ['/v2/books', { 'x-library-key': 'k' }, 401],
  ])('at %s as %j answers %i', async (url, headers, status) => {
    const { front } = await open({ front: { apiKeys: keyOf({}) } });
    expect((await front.inject({ url, headers })).statusCode).toBe(status);
  });

  it('without the scope answers 403', async () => {
    const { front } = await open({ front: { apiKeys: keyOf({ scopes: new Set() }) } });
    expect((await front.inject({ url: '/v2/shelves', headers: { 'x-library-key': 'k' } })).statusCode).toBe(403);
  });

  it.each(['/v2/shelves', '/v2/books'])('P6 beside the token of another principal is refused at %s', async (url) => {
    const { front, bearer } = await open({ front: { apiKeys: keyOf({}) } });
    const answer = await front.inject({ url, headers: { ...(await bearer()), 'x-library-key': 'k' } });
    expect([answer.statusCode, answer.json().type]).toEqual([400, problemType('conflicting-credentials')]);
  });

  it('P6 beside the token of the same principal is accepted', async () => {
    const { front, bearer } = await open({ front: { apiKeys: keyOf({ subject: 'ada', clientId: 'desk' }) } });
    expect(
      (await front.inject({ url: '/v2/shelves', headers: { ...(await bearer()), 'x-library-key': 'k' } })).statusCode,
    ).toBe(200);
  });

  it('P6 beside the token of another principal is accepted where one alternative asks for both', async () => {
    const { front, bearer } = await open({ front: { apiKeys: keyOf({}) } });
    const headers = { ...(await bearer()), 'x-library-key': 'k' };
    expect((await front.inject({ method: 'DELETE', url: '/v2/shelves', headers })).statusCode).toBe(200);
    const alone = await front.inject({ method: 'DELETE', url: '/v2/shelves', headers: await bearer() });
    expect(alone.statusCode).toBe(401);
  });

  it('P6 that is wrong is refused, also beside a good token', async () => {
    const { front, bearer } = await open({ front: { apiKeys: keyOf({}) } });
    const answer = await front.inject({
      url: '/v2/shelves',
      headers: { ...(await bearer()), 'x-library-key': 'wrong' },
    });
    expect([answer.statusCode, answer.json().type]).toEqual([401, problemType('invalid-api-key')]);
  });
});

describe('client id and secret on an operation', () => {
  it.each([
    [basic('desk', 'correct'), 200, undefined],
    [basic('desk', 'wrong'), 401, 'basic realm="guichet"'],
    [basic('nobody', 'correct'), 401, 'basic realm="guichet"'],
    [{ authorization: 'Basic !!' }, 401, 'basic realm="guichet"'],
  ])('%j answers %i', async (headers, status, challenge) => {
    const { front } = await open();
    const answer = await front.inject({ url: '/v2/doors', headers });
    expect([answer.statusCode, answer.headers['www-authenticate']]).toEqual([status, challenge]);
  });
});

describe('P7 a person’s token beside the client’s', () => {
  it('takes away scopes that the person has not', async () => {
    const library = await open();
    const answer = await ask(library, {
      ...(await library.bearer()),
      ...(await person(library, { scopes: ['books.read'] })),
    });
    expect(answer.json().principal).toMatchObject({
      scopes: ['books.read'],
      subject: 'ada',
      clientId: 'desk',
      user: 'eve',
    });
    const refused = await ask(library, {
      ...(await library.bearer()),
      ...(await person(library, { scopes: ['books.write'] })),
    });
    expect(refused.statusCode).toBe(403);
  });

  it('adds no scope that the client has not', async () => {
    const library = await open();
    const headers = { ...(await library.bearer({ scopes: ['books.write'] })), ...(await person(library)) };
    expect((await ask(library, headers)).statusCode).toBe(403);
  });

  it('adds no resource, and takes away those that the person has not', async () => {
    const library = await open();
    const limited = (resources: string[], theirs: string[]) =>
      Promise.all([library.bearer({ resources }), person(library, { resources: theirs })]).then(([own, other]) =>
        ask(library, { ...own, ...other }),
      );
    expect((await limited(['shelf:1', 'shelf:2'], ['shelf:2', 'shelf:3'])).json().principal.resources).toEqual([
      'shelf:2',
    ]);
    expect((await limited([], ['shelf:3'])).json().principal.resources).toEqual(['shelf:3']);
    expect((await limited(['shelf:1'], [])).json().principal.resources).toEqual(['shelf:1']);
    const disjoint = await limited(['shelf:1'], ['shelf:2']);
    expect([disjoint.statusCode, disjoint.json().type]).toEqual([403, problemType('resource-not-allowed')]);
  });

  it('narrows on operations too that do not ask for it', async () => {
    const library = await open();
    const headers = { ...(await library.bearer()), ...(await person(library, { scopes: [] })) };
    expect((await ask(library, headers, '/v2/books')).statusCode).toBe(403);
  });

  it('is worth nothing alone, as a client’s token, or when it is not valid', async () => {
    const library = await open();
    expect((await ask(library, await person(library))).statusCode).toBe(401);
    expect(
      (await ask(library, { ...(await library.bearer()), ...(await person(library, { delegated: true })) })).statusCode,
    ).toBe(401);
    expect((await ask(library, { ...(await library.bearer()), 'x-reader': 'junk' })).statusCode).toBe(401);
  });
});
