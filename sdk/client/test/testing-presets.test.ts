import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { type Problem, createClient } from '../src/index.ts';
import { examples } from '../src/generated/examples.gen.ts';
import { failure } from '../src/testing/failure.ts';
import { type FailureOf, type Overrides, TokenServer, handlers, presets } from '../src/testing.ts';

const baseUrl = 'https://api.test';
const problem = (type: string) => expect.stringMatching(new RegExp(`/${type}$`));
const server = setupServer(...handlers({ baseUrl }));
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

const clientOf = (options = {}) => createClient({ baseUrl, clientId: 'a', clientSecret: 'b', ...options });
const id = { collectiviteId: 3812 };

/** What reached the handlers since the test began. */
let paths: string[];
const countOf = (path: string) => paths.filter((other) => other === path).length;
const note = ({ request }: { request: Request }) => void paths.push(new URL(request.url).pathname);
beforeEach(() => {
  paths = [];
  server.events.on('request:start', note);
});
afterEach(() => {
  server.events.removeAllListeners();
  server.resetHandlers();
});

describe('expired', () => {
  it('is mended by one token request more, cold and warm', async () => {
    const cold = clientOf();
    server.use(...presets.expired({ baseUrl }));
    expect(await cold.collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    expect(countOf('/oauth/token')).toBe(2);
    server.resetHandlers();

    const warm = clientOf();
    await warm.utilisateur.get();
    expect(countOf('/oauth/token')).toBe(3);
    server.use(...presets.expired());
    await warm.collectivites.get(id);
    await warm.collectivites.list();
    expect(countOf('/oauth/token')).toBe(4);
  });

  it('fails as the contract says when the next token is refused as well', async () => {
    server.use(...presets.expired({ times: 2 }));
    const error = await clientOf()
      .collectivites.get(id)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 401, problem: { type: problem('invalid-token'), status: 401 } });
    expect((error as { headers: Headers }).headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((error as { headers: Headers }).headers.get('content-type')).toBe('application/problem+json');
  });

  it('leaves other operations alone, and what carries no bearer token', async () => {
    server.use(...presets.expired({ only: ['collectivitesList'], times: 9 }));
    const client = clientOf();
    await client.collectivites.get(id);
    await client.oauth.metadata();
    await expect(client.collectivites.list()).rejects.toMatchObject({ status: 401 });
    const response = await fetch(`${baseUrl}/api/v1/collectivites`, { headers: { 'x-api-key': 'k' } });
    expect(response.status).toBe(200);
  });
});

describe('revoked', () => {
  it('ends with invalid_client, cold and warm', async () => {
    const warm = clientOf();
    await warm.utilisateur.get();
    server.use(...presets.revoked());
    for (const client of [warm, clientOf()]) {
      await expect(client.collectivites.get(id)).rejects.toMatchObject({
        code: 'TOKEN_ERROR',
        error: 'invalid_client',
        status: 401,
      });
    }
  });

  it('refuses every secured operation whatever comes with it, and no open one', async () => {
    server.use(...presets.revoked());
    const response = await fetch(`${baseUrl}/api/v1/collectivites`, { headers: { 'x-api-key': 'k' } });
    expect(response.status).toBe(401);
    expect((await fetch(`${baseUrl}/.well-known/jwks.json`)).status).toBe(200);
  });
});

describe('throttled', () => {
  it('is waited out', async () => {
    server.use(...presets.throttled({ retryAfter: 0 }));
    expect(await clientOf().collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    expect(countOf('/api/v1/collectivites/3812')).toBe(2);
    expect(countOf('/oauth/token')).toBe(1);
  });

  it('says how long to wait: one second, unless told', async () => {
    const client = clientOf({ retry: false });
    server.use(...presets.throttled());
    await expect(client.collectivites.get(id)).rejects.toMatchObject({
      status: 429,
      retryAfter: 1,
      rateLimit: { remaining: 0 },
      problem: { type: problem('rate-limited') },
    });
    await client.collectivites.get(id);
    server.use(...presets.throttled({ retryAfter: 7, times: 2 }));
    for (const _ of [1, 2]) await expect(client.collectivites.get(id)).rejects.toMatchObject({ retryAfter: 7 });
    await client.collectivites.get(id);
  });

  it('throttles the token endpoint when it is named, in the shape of OAuth', async () => {
    server.use(...presets.throttled({ only: ['oauthToken'], retryAfter: 0 }));
    await clientOf().collectivites.get(id);
    expect(countOf('/oauth/token')).toBe(2);
    server.use(...presets.throttled({ only: ['oauthToken'] }));
    const response = await fetch(`${baseUrl}/oauth/token`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});

describe('down', () => {
  it('is 503 of the API, and of the token endpoint for who has no token yet', async () => {
    const warm = clientOf();
    await warm.utilisateur.get();
    server.use(...presets.down({ retryAfter: 0 }));
    await expect(warm.collectivites.get(id)).rejects.toMatchObject({
      status: 503,
      problem: { type: problem('unavailable') },
    });
    expect(countOf('/api/v1/collectivites/3812')).toBe(3);
    await expect(clientOf().collectivites.get(id)).rejects.toMatchObject({ code: 'TOKEN_ERROR', status: 503 });
  });

  it('is a broken connection where the test wants that', async () => {
    server.use(...presets.down({ network: true, only: ['collectivitesGet'] }));
    await expect(clientOf({ retry: false }).collectivites.get(id)).rejects.toMatchObject({ code: 'CONNECTION_ERROR' });
  });

  it('comes to an end after so many calls', async () => {
    server.use(...presets.down({ only: ['collectivitesGet'], times: 2, retryAfter: 0 }));
    await clientOf().collectivites.get(id);
    expect(countOf('/api/v1/collectivites/3812')).toBe(3);
  });

  it('takes the operation that is named, and not one whose path fits as well', async () => {
    server.use(...presets.down({ only: ['collectivitesGet'] }));
    const client = clientOf({ retry: false });
    expect((await client.collectivites.labellisations.list()).data.length).toBeGreaterThan(0);
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ status: 503 });
  });

  it('is about its own origin', async () => {
    server.use(...presets.down({ baseUrl: 'https://other.test' }));
    expect(await clientOf({ retry: false }).collectivites.get(id)).toEqual(examples.collectivitesGet.body);
  });
});

describe('slow', () => {
  it('lets a deadline pass, and then answers what the handlers below answer', async () => {
    server.use(...presets.slow({ ms: 150 }));
    const client = clientOf();
    await expect(client.collectivites.get(id, { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    const before = performance.now();
    expect(await client.collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    expect(performance.now() - before).toBeGreaterThan(140);
  });

  it('lets tokens pass in time, unless it is about them', async () => {
    server.use(...presets.slow({ ms: 30_000 }));
    let before = performance.now();
    await fetch(`${baseUrl}/oauth/token`, { method: 'POST' });
    expect(performance.now() - before).toBeLessThan(30_000);
    before = performance.now();
    server.use(...presets.slow({ ms: 300, only: ['oauthToken'] }));
    await fetch(`${baseUrl}/oauth/token`, { method: 'POST' });
    expect(performance.now() - before).toBeGreaterThan(290);
  });
});

describe('a token server before the handlers', () => {
  it('issues the tokens, and what it did not issue or does not know any more is refused', async () => {
    const tokenServer = new TokenServer();
    server.use(...handlers({ baseUrl, tokenServer }));
    const client = clientOf();
    await client.collectivites.get(id);
    expect(tokenServer.count).toBe(1);
    tokenServer.revoke();
    await client.collectivites.get(id);
    expect(tokenServer.count).toBe(2);

    const foreign = await fetch(`${baseUrl}/api/v1/utilisateur`, { headers: { authorization: 'Bearer x' } });
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ type: problem('invalid-token') });
    const none = await fetch(`${baseUrl}/api/v1/utilisateur`);
    expect(await none.json()).toMatchObject({ type: problem('authentication-required') });
    expect((await fetch(`${baseUrl}/.well-known/jwks.json`)).status).toBe(200);
  });
});

describe('an override that fails', () => {
  it("is the contract's failure, and takes a body and headers", async () => {
    const client = clientOf({ retry: false });
    server.use(...handlers({ baseUrl, override: { collectivitesGet: { status: 404 } } }));
    await expect(client.collectivites.get(id)).rejects.toMatchObject({
      status: 404,
      problem: { type: problem('not-found') },
    });
    const body: Problem = { type: 'https://other.example/p', title: 'Gone', status: 404, requestId: 'r1' };
    server.use(
      ...handlers({
        baseUrl,
        override: { collectivitesGet: { status: 404, body, headers: { 'x-request-id': 'r1' } } },
      }),
    );
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ status: 404, problem: body, requestId: 'r1' });
  });

  it('is a page as the contract shows it, or as the test has it, without quotation marks', async () => {
    for (const body of [undefined, '<p>No</p>']) {
      const override: Overrides = { oauthAuthorize: { status: 400, ...(body !== undefined && { body }) } };
      server.use(...handlers({ baseUrl, override }));
      const response = await fetch(`${baseUrl}/oauth/authorize`);
      expect(response.headers.get('content-type')).toBe('text/html');
      expect(await response.text()).toMatch(body ?? /^<!doctype html>/);
    }
  });

  it('is a plain problem where the operation does not declare the status', async () => {
    const response = failure('oauthMetadata', 401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual({ type: 'about:blank', status: 401 });
  });

  it('compiles for statuses and bodies that the operation declares, and for no others', () => {
    expectTypeOf<FailureOf<'collectivitesGet'>['status']>().toEqualTypeOf<400 | 401 | 403 | 404 | 429 | 500 | 503>();
    expectTypeOf<{ collectivitesGet: { status: 404 } }>().toExtend<Overrides>();
    expectTypeOf<{ collectivitesGet: { status: 404; body: Problem } }>().toExtend<Overrides>();
    expectTypeOf<{ collectivitesGet: { body: typeof examples.utilisateurGet.body } }>().not.toExtend<Overrides>();
    expectTypeOf<{ collectivitesList: { status: 404 } }>().not.toExtend<Overrides>();
    expectTypeOf<{ collectivitesGet: { status: 404; body: { error: string } } }>().not.toExtend<Overrides>();
    expectTypeOf<{ oauthToken: { status: 401; body: { error: 'invalid_client' } } }>().toExtend<Overrides>();
  });
});
