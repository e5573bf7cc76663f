import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import {
  ContractError,
  MissingHandlerError,
  ProblemError,
  createFront,
  loadContract,
  problemType,
  type Handler,
} from '../src/index.ts';
import { library, openLibrary, type Library, type LibraryOptions } from './fixture.ts';

const opened: Library[] = [];
const open = async (options?: LibraryOptions) => {
  const started = await openLibrary(options);
  opened.push(started);
  return started;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ front }) => front.close()));
});

const post = async (payload: string | undefined, type: string | undefined = 'application/json') => {
  const { front, bearer } = await open();
  const headers = { ...(await bearer()), ...(type === undefined ? {} : { 'content-type': type }) };
  return front.inject({ method: 'POST', url: '/v2/books', headers, ...(payload === undefined ? {} : { payload }) });
};

const failing = (error: unknown) =>
  open({
    front: {
      handlers: {
        hours: () => {
          throw error;
        },
      },
    },
  });

describe('a valid request', () => {
  it('reaches its handler with typed parameters and defaults', async () => {
    const { front, bearer } = await open();
    const answer = await front.inject({
      url: '/v2/books?ids=1,2&tags=a&tags=b&where[year]=1999',
      headers: await bearer(),
    });
    expect(answer.json()).toMatchObject({
      operationId: 'listBooks',
      query: { limit: 20, ids: [1, 2], tags: ['a', 'b'], where: { year: 1999 } },
    });
  });

  it('carries path parameters by their names in the contract', async () => {
    const { front, bearer } = await open();
    const answer = await front.inject({ url: '/v2/books/7/pages/3.json', headers: await bearer() });
    expect(answer.json()).toMatchObject({ params: { 'book-id': 7, n: 3 } });
  });

  it('may have its body as a form, typed by the schema', async () => {
    const { front, bearer } = await open();
    const headers = { ...(await bearer()), 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await front.inject({ method: 'POST', url: '/v2/books', headers, payload: 'title=Ada&year=1843' });
    expect(answer.json()).toMatchObject({ body: { title: 'Ada', year: 1843, language: 'fr' } });
  });

  it('is answered to HEAD without a body', async () => {
    const { front } = await open();
    const answer = await front.inject({ method: 'HEAD', url: '/v2/hours' });
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
  });

  it('without a handler or a fallback answers 501', async () => {
    const { front } = await open({ front: { fallback: undefined } as never });
    expect((await front.inject('/v2/hours')).statusCode).toBe(501);
  });
});

describe('a server that is to be complete', () => {
  // What is marked as an endpoint of OAuth is answered by the authorization server.
  const operations = loadContract(library)
    .operations.filter(({ oauthEndpoint }) => oauthEndpoint === undefined)
    .map(({ operationId }) => operationId);
  const handlersBut = (...missing: string[]) =>
    Object.fromEntries(operations.filter((id) => !missing.includes(id)).map((id) => [id, () => 'handled']));
  const complete = (handlers: Record<string, Handler>) => open({ front: { handlers, complete: true } });

  it('is not made where operations have no handler, and names them', async () => {
    const refused = complete(handlersBut('hours', 'getPage'));
    await expect(refused).rejects.toThrow(MissingHandlerError);
    await expect(refused).rejects.toMatchObject({
      message: '2 operations of the contract have no handler: getPage, hours. Write a handler for each.',
      operationIds: ['getPage', 'hours'],
    });
  });

  it('takes no member of every object for a handler: an operation may be called toString', async () => {
    const document = structuredClone(library) as { paths: Record<string, Record<string, object>> };
    document.paths['/words'] = {
      get: { operationId: 'toString', security: [], responses: { 200: { description: 'OK' } } },
    };
    const contract = loadContract(document as never);
    await expect(
      createFront({
        contract,
        tokens: { verifyToken: async () => ({}) } as never,
        handlers: handlersBut(),
        complete: true,
      }),
    ).rejects.toMatchObject({ operationIds: expect.arrayContaining(['toString']) });
  });

  it('is made where each has one, and asks for none where the authorization server answers', async () => {
    const { front } = await complete(handlersBut());
    expect((await front.inject('/v2/hours')).body).toBe('handled');
    expect(operations.length).toBeLessThan(loadContract(library).operations.length);
  });
});

describe('an invalid request', () => {
  it('lists every error, parameters by name', async () => {
    const { front, bearer } = await open();
    const answer = await front.inject({ url: '/v2/books?limit=1000&ids=1,b', headers: await bearer() });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: problemType('invalid-request'),
      title: 'The request is not valid',
      status: 400,
      detail: expect.any(String),
      instance: '/v2/books',
      requestId: answer.headers['x-request-id'],
      errors: [
        { parameter: 'limit', detail: 'must be at most 100' },
        { parameter: 'ids', detail: '1: must be integer' },
      ],
    });
  });

  it('lists every error, members of the body by pointer', async () => {
    const answer = await post('{"year":"x","sequels":[{}],"a/b":1}');
    expect(answer.json().errors).toEqual(
      expect.arrayContaining([
        { pointer: '#/title', detail: 'is required' },
        { pointer: '#/sequels/0/title', detail: 'is required' },
        { pointer: '#/a~1b', detail: 'is not known here: remove it' },
        { pointer: '#/year', detail: 'must be integer,null' },
      ]),
    );
  });

  it('without its required body answers 400', async () => {
    const answer = await post(undefined, undefined);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ pointer: '#', detail: expect.stringContaining('application/json') }]);
  });

  it.each([
    ['text/plain', 'x', 415],
    ['application/xml', '<a/>', 415],
    ['application/json', '{', 400],
    ['application/json', '{"title":"a","__proto__":{"x":1}}', 400],
    ['APPLICATION/JSON; charset=utf-8', '{"title":"a"}', 200],
  ])('with a body of %s answers %s with %i', async (type, payload, status) => {
    expect((await post(payload, type)).statusCode).toBe(status);
  });

  it('with a body and no media type answers 415', async () => {
    const { front, bearer } = await open();
    const headers = { ...(await bearer()), 'content-length': '2' };
    const answer = await front.inject({ method: 'POST', url: '/v2/books', headers, payload: Buffer.from('{}') });
    expect([answer.statusCode, answer.json().type]).toEqual([415, problemType('unsupported-media-type')]);
  });

  it('with too large a body answers 413', async () => {
    const { front, bearer } = await open({ front: { bodyLimit: 10 } });
    const answer = await front.inject({
      method: 'POST',
      url: '/v2/books',
      headers: await bearer(),
      payload: { title: 'a'.repeat(20) },
    });
    expect([answer.statusCode, answer.json().type]).toEqual([413, problemType('payload-too-large')]);
  });

  it('of a stranger is not validated: they learn 401 and no more', async () => {
    const { front } = await open();
    const answer = await front.inject({
      method: 'POST',
      url: '/v2/books',
      payload: '{',
      headers: { 'content-type': 'text/plain' },
    });
    expect([answer.statusCode, answer.json().errors]).toEqual([401, undefined]);
  });

  it('for a path that the contract has not answers 404', async () => {
    const { front } = await open();
    const answer = await front.inject('/v2/boks?x=1');
    expect(answer.json()).toMatchObject({
      type: problemType('not-found'),
      instance: '/v2/boks',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('for a method that the path has not answers 405 with Allow', async () => {
    const { front } = await open();
    const answer = await front.inject({ method: 'DELETE', url: '/v2/books' });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'GET, POST, HEAD']);
    expect(answer.json().type).toBe(problemType('method-not-allowed'));
  });

  it('with an address that cannot be decoded answers a problem', async () => {
    const { front } = await open();
    const answer = await front.inject('/v2/books/%zz/pages/1.json');
    expect([answer.statusCode, answer.json().type]).toEqual([400, problemType('invalid-request')]);
  });
});

describe('a handler', () => {
  it('answers a problem by throwing one', async () => {
    const { front } = await failing(
      new ProblemError('conflict', 'We are closed.', { headers: { 'retry-after': '60' } }),
    );
    const answer = await front.inject('/v2/hours');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().detail]).toEqual([
      409,
      '60',
      'We are closed.',
    ]);
  });

  it('that fails tells the client nothing but the requestId', async () => {
    const { front } = await failing(new Error('password=hunter2'));
    const answer = await front.inject('/v2/hours');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({
      type: problemType('internal-error'),
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.body).not.toContain('hunter2');
  });

  it('for an operation that the contract has not is a mistake at start', async () => {
    const { tokens } = await open();
    const start = createFront({ contract: loadContract(library), tokens, handlers: { lstBooks: () => ({}) } });
    await expect(start).rejects.toThrow(ContractError);
    await expect(start).rejects.toThrow('lstBooks');
  });
});

describe('X-Request-Id', () => {
  it.each([
    ['a sane one is kept', 'job-17:retry=2', true],
    ['a line break is not', 'a\u000bb', false],
    ['an endless one is not', 'a'.repeat(129), false],
  ])('%s', async (_, sent, kept) => {
    const { front } = await open();
    const answer = await front.inject({ url: '/v2/hours', headers: { 'x-request-id': sent } });
    expect(answer.headers['x-request-id'] === sent).toBe(kept);
    expect(answer.headers['x-request-id']).toMatch(/^\S{10,}$/);
  });
});

describe('S1 the log', () => {
  it('holds no secret and no token, in whatever way they came', async () => {
    let log = '';
    const stream = new Writable({ write: (chunk, _encoding, done) => ((log += String(chunk)), done()) });
    const { front, bearer, token } = await open({ front: { logger: { level: 'trace', stream } } });
    const { authorization } = await bearer();
    await front.inject({
      url: '/v2/books',
      headers: { authorization, 'x-library-key': 'canary-key', 'x-reader': 'canary-reader', cookie: 'canary-cookie=1' },
    });
    await front.inject({ url: '/v2/books?access_token=canary-query' });
    await token({ grant_type: 'client_credentials', client_id: 'desk', client_secret: 'canary-secret' });
    expect(log).toContain('request completed');
    expect(log).not.toMatch(/canary/);
    expect(log).not.toContain(authorization.split('.')[1]);
  });
});
