import { inspect } from 'node:util';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { TokenServer } from '@guichet/runtime/testing';
import { apiKey, clientSecretPost } from '@guichet/runtime';
import {
  type Collectivite,
  type CollectivitePage,
  type CollectiviteType,
  type Problem,
  collectivitesGet,
  createClient,
  isApiError,
} from '../src/index.ts';
import { examples } from '../src/generated/examples.gen.ts';
import { operations } from '../src/generated/operations.gen.ts';

const origin = 'https://api.test';

/** A platform in memory: its token server, and an API that answers what it is told and notes what it was asked. */
function platform(answer: (request: Request) => Response | Promise<Response>) {
  const tokens = new TokenServer({
    tokenUrl: `${origin}/oauth/token`,
    clientId: 'cl_1',
    clientSecret: 'canary-secret',
  });
  const calls: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url === tokens.tokenUrl) return tokens.fetch(request);
    calls.push(request.clone());
    return answer(request);
  };
  const client = createClient({ baseUrl: origin, clientId: 'cl_1', clientSecret: 'canary-secret', fetch });
  return { client, calls, tokens };
}

afterEach(() => vi.unstubAllEnvs());

describe('createClient', () => {
  it('calls the path of the contract below the origin, with a token got once', async () => {
    const { client, calls, tokens } = platform(() => Response.json(examples.collectivitesGet.body));
    const [first, second] = await Promise.all([
      client.collectivites.get({ collectiviteId: 3812 }),
      client.collectivites.get({ collectiviteId: 3829 }),
    ]);
    expect(first.nom).toBe(second.nom);
    expect(calls.map(({ url }) => url).toSorted()).toEqual([
      `${origin}/api/v1/collectivites/3812`,
      `${origin}/api/v1/collectivites/3829`,
    ]);
    expect(calls[0]!.headers.get('authorization')).toMatch(/^Bearer /);
    expect(tokens.count).toBe(1);
  });

  it('asks the token endpoint at the root, also when the base URL ends with a slash', async () => {
    const { tokens } = platform(() => Response.json({}));
    const client = createClient({
      baseUrl: `${origin}/`,
      clientId: 'cl_1',
      clientSecret: 'canary-secret',
      fetch: async (input, init) => (String(input) === tokens.tokenUrl ? tokens.fetch(input, init) : Response.json({})),
    });
    await client.utilisateur.get();
    expect(tokens.count).toBe(1);
  });

  it('writes lists as the contract says: separated by commas, not repeated', async () => {
    const { client, calls } = platform(() => Response.json(examples.indicateursValeursList.body));
    await client.indicateurs.valeurs.list({ collectiviteId: 3812, indicateurIds: [1, 2], sources: ['citepa'] });
    expect(new URL(calls[0]!.url).search).toBe('?collectiviteId=3812&indicateurIds=1,2&sources=citepa');
  });

  it('sends no token to an operation that needs none', async () => {
    const { client, calls, tokens } = platform(() => Response.json(examples.oauthMetadata.body));
    await client.oauth.metadata();
    expect(calls[0]!.headers.get('authorization')).toBeNull();
    expect(tokens.count).toBe(0);
  });

  it('S5 authenticates as the client itself where the contract wants HTTP Basic', async () => {
    const { client, calls, tokens } = platform(() => new Response(null, { status: 200 }));
    await client.oauth.revoke({ body: { token: 'canary-token' } });
    expect(calls[0]!.headers.get('authorization')).toBe(`Basic ${btoa('cl_1:canary-secret')}`);
    expect(await calls[0]!.text()).toBe('token=canary-token');
    expect(tokens.count).toBe(0);
  });

  it('authenticates there by what the client was given: a secret in the form', async () => {
    const { tokens } = platform(() => Response.json({}));
    const seen: string[] = [];
    const client = createClient({
      baseUrl: origin,
      clientId: 'cl_1',
      clientAuthentication: clientSecretPost('canary-secret'),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        seen.push(await request.clone().text());
        return request.url === tokens.tokenUrl ? tokens.fetch(request) : new Response(null, { status: 200 });
      },
    });
    await client.oauth.revoke({ body: { token: 't' } });
    expect(seen).toEqual(['token=t&client_id=cl_1&client_secret=canary-secret']);
  });

  it.each([
    [
      'by id and secret',
      { client_id: 'cl_2', client_secret: 'canary-other' },
      'client_id=cl_2&client_secret=canary-other',
    ],
    ['by its id alone', { client_id: 'cl_2' }, 'client_id=cl_2'],
  ])('leaves a client alone that the caller names in the form, %s', async (_, named, sent) => {
    const { client, calls, tokens } = platform(() => new Response(null, { status: 200 }));
    await client.oauth.revoke({ body: { token: 't', ...named } });
    expect(calls[0]!.headers.get('authorization')).toBeNull();
    expect(await calls[0]!.text()).toBe(`token=t&${sent}`);
    expect(tokens.count).toBe(0);
  });

  it('sends no token beside a client that the caller names, either, when that is all it has', async () => {
    const calls: Request[] = [];
    const client = createClient({
      baseUrl: origin,
      tokens: apiKey('canary-key'),
      fetch: async (input, init) => {
        calls.push(new Request(input, init));
        return new Response(null, { status: 200 });
      },
    });
    await client.oauth.revoke({ body: { token: 't', client_id: 'cl_2' } });
    await client.oauth.revoke({ body: { token: 't' } }, { headers: { authorization: 'Basic own' } });
    expect(calls.map(({ headers }) => headers.get('authorization') ?? headers.get('x-api-key'))).toEqual([
      null,
      'Basic own',
    ]);
  });

  it('sends a JSON body and an Idempotency-Key', async () => {
    const { client, calls } = platform(() => Response.json(examples.credentialsCreate.body, { status: 201 }));
    await client.credentials.create({ body: { name: 'n', permission_set: 'read_only' } }, { idempotencyKey: 'k-1' });
    expect(calls[0]!.headers.get('idempotency-key')).toBe('k-1');
    expect(await calls[0]!.json()).toEqual({ name: 'n', permission_set: 'read_only' });
  });

  it('walks all pages, one request each, from the page that was asked for', async () => {
    const { client, calls } = platform((request) => {
      const page = Number(new URL(request.url).searchParams.get('page') ?? 1);
      return Response.json({ count: 5, page, pageSize: 2, pageCount: 3, data: [{ id: page }] });
    });
    const ids: number[] = [];
    for await (const { id } of client.collectivites.list({ page: 2, limit: 2 })) ids.push(id);
    expect(ids).toEqual([2, 3]);
    expect(calls).toHaveLength(2);
  });

  it('throws an ApiError with the problem that the platform declared', async () => {
    const problem = {
      type: 'https://guichet.example/problems/not-found',
      title: 'Not found',
      status: 404,
      requestId: 'r-1',
    };
    const { client } = platform(() =>
      Response.json(problem, {
        status: 404,
        headers: { 'content-type': 'application/problem+json', 'x-request-id': 'r-1' },
      }),
    );
    const error: unknown = await client.collectivites.get({ collectiviteId: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(isApiError(error) && [error.status, error.problem?.type, error.requestId]).toEqual([
      404,
      problem.type,
      'r-1',
    ]);
  });

  it('says in the message which parameter is wrong, so that a log alone tells', async () => {
    const problem = {
      title: 'The request is not valid',
      status: 400,
      detail: 'Correct what is listed in errors.',
      errors: [{ parameter: 'limit', detail: 'must be at most 100' }],
    };
    const { client } = platform(() => Response.json(problem, { status: 400 }));
    await expect(client.collectivites.list({ limit: 500 })).rejects.toThrow('limit must be at most 100');
  });

  it('says what an OAuth endpoint says', async () => {
    const { client } = platform(() =>
      Response.json({ error: 'invalid_request', error_description: 'no client' }, { status: 400 }),
    );
    await expect(client.oauth.revoke({ body: { token: 'x' } })).rejects.toThrow(
      'answered 400 (invalid_request: no client)',
    );
  });

  it('S0 an unknown field and an unknown value of an open enum pass through', async () => {
    const tomorrow = { ...examples.collectivitesGet.body, type: 'pays', surface: 12 };
    const { client } = platform(() => Response.json(tomorrow));
    expect(await client.collectivites.get({ collectiviteId: 1 })).toEqual(tomorrow);
  });

  it('takes what is unset from the environment', async () => {
    vi.stubEnv('GUICHET_BASE_URL', origin);
    vi.stubEnv('GUICHET_CLIENT_ID', 'cl_env');
    vi.stubEnv('GUICHET_CLIENT_SECRET', 'secret-of-env');
    const tokens = new TokenServer({
      tokenUrl: `${origin}/oauth/token`,
      clientId: 'cl_env',
      clientSecret: 'secret-of-env',
    });
    const client = createClient({
      fetch: async (input, init) => (String(input) === tokens.tokenUrl ? tokens.fetch(input, init) : Response.json({})),
    });
    await client.utilisateur.get();
    expect(tokens.requests[0]).toMatchObject({ clientId: 'cl_env', authentication: 'basic' });
  });

  it.each([
    ['baseUrl', 'GUICHET_BASE_URL', { clientId: 'a', clientSecret: 'b' }],
    ['clientId', 'GUICHET_CLIENT_ID', { baseUrl: origin, clientSecret: 'b' }],
    ['clientSecret', 'GUICHET_CLIENT_SECRET', { baseUrl: origin, clientId: 'a' }],
  ])('says that %s is missing, and names %s', (option, variable, options) => {
    for (const name of ['BASE_URL', 'CLIENT_ID', 'CLIENT_SECRET']) vi.stubEnv(`GUICHET_${name}`, '');
    expect(() => createClient(options)).toThrow(
      new TypeError(`createClient: \`${option}\` is missing. Pass it, or set ${variable} in the environment.`),
    );
  });

  it('S1 shows no secret when it is printed', () => {
    const { client } = platform(() => Response.json({}));
    expect(inspect(client, { depth: 10, showHidden: true }) + JSON.stringify(client)).not.toContain('canary-secret');
  });
});

describe('flat functions', () => {
  it('take the client of a tree', async () => {
    const { client, calls } = platform(() => Response.json(examples.collectivitesGet.body));
    const one = await collectivitesGet({ client: client.transport, path: { collectiviteId: 3812 } });
    expect(one.nom).toBe('Métropole de Lyon');
    expect(calls).toHaveLength(1);
  });
});

describe('types', () => {
  it('the problem of an error has the type that the contract declares', () => {
    const errorsOf = (error: unknown) => (isApiError(error) ? error.problem?.errors : undefined);
    expectTypeOf(errorsOf).returns.toEqualTypeOf<Problem['errors'] | undefined>();
    expect(errorsOf(new Error('other'))).toBeUndefined();
  });

  it('a page is a page, an item an item, and an open enum keeps its known values', () => {
    const { client } = platform(() => Response.json({}));
    expectTypeOf(client.collectivites.list).returns.resolves.toEqualTypeOf<CollectivitePage>();
    expectTypeOf(client.collectivites.get).returns.resolves.toEqualTypeOf<Collectivite>();
    expectTypeOf<'epci'>().toExtend<CollectiviteType>();
    expectTypeOf<string>().toExtend<CollectiviteType>();
    expectTypeOf(client.collectivites.get).parameter(0).toEqualTypeOf<{ collectiviteId: number }>();
    expectTypeOf(client.credentials.delete).returns.resolves.toEqualTypeOf<void>();
  });
});

describe('the public edition', () => {
  it('holds no operation that partners may not call', () => {
    expect(Object.keys(operations)).toContain('collectivites.list');
    expect(Object.values(operations).every(({ usage }) => (usage as readonly string[]).includes('public'))).toBe(true);
    expect(JSON.stringify(operations)).not.toMatch(/debug|internal|health/);
  });
});
