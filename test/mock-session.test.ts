/** Sessions of the SDK's testing entry at a mock that runs, and what the guide says of them. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningMock, startMock } from '@guichet/mock';
import { type ApiError, createClient } from '@guichet/sdk';
import { type MockSession, type Override, startMockSession } from '@guichet/sdk/testing/mock';
import { examples } from '../sdk/client/src/generated/examples.gen.ts';

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock({ port: 0 });
});
afterAll(() => mock.close());

const start = (options = {}) => startMockSession({ baseUrl: mock.url, ...options });
const clientOf = (session: MockSession, options = {}) => createClient({ ...session.credential, ...options });
const id = { collectiviteId: 3812 };
const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (error: unknown) => (error as Error).message,
  );
const statusOf = (call: Promise<unknown>) =>
  call.then(
    () => 200,
    (error: unknown) => (error as ApiError).status,
  );

describe('a session', () => {
  it('is a credential that a client takes as it is', async () => {
    await using session = await start();
    expect(await clientOf(session).collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    expect(session.credential.clientId).toBe(session.id);
    const response = await fetch(`${mock.url}/api/v1/collectivites`, { headers: { 'x-api-key': session.apiKey } });
    expect(response.status).toBe(200);
  });

  it('has the scopes that it was asked for, and no others', async () => {
    await using session = await start({ scopes: ['collectivites.read'] });
    expect(session.scopes).toEqual(['collectivites.read']);
    const client = clientOf(session);
    await client.collectivites.get(id);
    await expect(client.utilisateur.get()).rejects.toMatchObject({ status: 403 });
  });

  it('is over at the end of its block', async () => {
    const left = await (async () => {
      await using session = await start();
      return session;
    })();
    await expect(clientOf(left).utilisateur.get()).rejects.toMatchObject({ error: 'invalid_client' });
    expect(await messageOf(left.state())).toContain(`There is no session "${left.id}"`);
    expect(await messageOf(left.journal())).toContain('has ended');
  });

  it('is ended as often as one likes', async () => {
    await using session = await start();
    await session.end();
    await session.end();
    expect(await messageOf(session.reset())).toContain('has ended');
  });

  it('misbehaves as its scenario says', async () => {
    await using session = await start({ scenario: 'throttled' });
    const client = clientOf(session, { retry: false });
    await client.collectivites.get(id);
    await client.collectivites.get(id);
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ status: 429, retryAfter: 1 });
    expect(await session.state()).toMatchObject({ id: session.id, scenario: 'throttled', calls: 3, tokenRequests: 1 });
  });

  it('knows nothing of what another one was told and asked', async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => start()));
    await Promise.all(
      sessions.map(async (session, index) => {
        const odd = index % 2 === 1;
        if (odd) await session.override('utilisateur.get', { status: 503 });
        const client = clientOf(session, { retry: false });
        for (let call = 0; call < 5; call += 1) {
          expect(await statusOf(client.utilisateur.get())).toBe(odd ? 503 : 200);
        }
        await session.expectCalled('utilisateur.get', { times: 5, status: odd ? 503 : 200 });
        expect((await session.journal()).entries).toHaveLength(6);
        await session.end();
      }),
    );
  });
});

describe('overrides', () => {
  it("answer the contract's failure, an example, or a body of one's own, for so many calls", async () => {
    await using session = await start();
    const client = clientOf(session, { retry: false });
    await session.override('collectivites.get', { status: 404, times: 1 });
    await session.override('collectivites.list', { example: 'lastPage' });
    const mine = { ...examples.collectivitesGet.body, nom: 'Métropole de test' };
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ status: 404 });
    expect(await client.collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    expect((await client.collectivites.list()).page).not.toBe(1);
    await session.override('collectivites.get', { body: mine, headers: { 'x-mine': '1' } });
    const { data, response } = await client.collectivites.get(id).withResponse();
    expect(data.nom).toBe('Métropole de test');
    expect(response.headers.get('x-mine')).toBe('1');
  });

  it('can be late', async () => {
    await using session = await start();
    const client = clientOf(session);
    await client.utilisateur.get();
    await session.override('collectivites.get', { delay: 400, times: 1 });
    await expect(client.collectivites.get(id, { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    await client.collectivites.get(id);
  });

  it('go when others take their place, and with a reset', async () => {
    await using session = await start();
    const client = clientOf(session, { retry: false });
    await session.override('utilisateur.get', { status: 503 });
    await session.replaceOverrides([{ operationId: 'collectivites.get', status: 404 }]);
    await client.utilisateur.get();
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ status: 404 });
    await session.reset();
    await client.collectivites.get(id);
    expect(await session.state()).toMatchObject({ calls: 1, advanced: 0 });
  });

  it('are refused where the contract forbids them, each with what it would allow', async () => {
    await using session = await start();
    const forbidden = (override: unknown) => messageOf(session.replaceOverrides([override as Override]));
    expect(await forbidden({ operationId: 'collectivites.list', status: 404 })).toMatch(
      /- #\/0\/status: .*200, 400, 401, 403, 429/,
    );
    expect(await forbidden({ operationId: 'collectivites.list', example: 'x' })).toMatch(/firstPage, lastPage/);
    expect(await forbidden({ operationId: 'collectivites.lst' })).toMatch(/collectivites\.list/);
    const half = { operationId: 'collectivites.get', body: { id: '3812' } };
    expect(await forbidden(half)).toMatch(/- #\/0\/body.*nom[\s\S]*- #\/0\/body\/id/);
    await clientOf(session).collectivites.list();
  });
});

describe('the clock', () => {
  it('expires the tokens of the session, and of no other', async () => {
    await using session = await start({ tokenTtl: 3600 });
    await using other = await start({ tokenTtl: 3600 });
    const [mine, its] = [clientOf(session), clientOf(other)];
    await Promise.all([mine.utilisateur.get(), its.utilisateur.get()]);
    await session.advance(3601);
    await Promise.all([mine.utilisateur.get(), its.utilisateur.get()]);
    await session.expectCalled('oauth.token', { times: 2 });
    await session.expectCalled('utilisateur.get', { status: 401, times: 1 });
    await other.expectCalled('oauth.token', { times: 1 });
    const { advanced, now } = await session.state();
    expect(advanced).toBe(3601);
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('is not turned back', async () => {
    await using session = await start();
    expect(await messageOf(session.advance(-1))).toContain('#/advance');
  });
});

describe('the journal', () => {
  it('has every call, with what was sent and no secret', async () => {
    await using session = await start();
    await clientOf(session).collectivites.list({ type: 'epci', limit: 50 });
    const { entries, dropped } = await session.journal();
    expect(dropped).toBe(0);
    expect(entries.map(({ operationId, status }) => [operationId, status])).toEqual([
      ['oauth.token', 200],
      ['collectivites.list', 200],
    ]);
    expect(entries[1]).toMatchObject({
      method: 'GET',
      path: '/api/v1/collectivites',
      query: { type: 'epci', limit: '50' },
      problem: null,
      answeredBy: 'contract',
    });
    expect(JSON.stringify(entries)).not.toContain(session.credential.clientSecret);
    expect(JSON.stringify(entries)).not.toMatch(/eyJ/);
  });

  it('is asked for an operation, for a status, or both', async () => {
    await using session = await start();
    const client = clientOf(session, { retry: false });
    await client.utilisateur.get();
    await session.override('utilisateur.get', { status: 503, times: 1 });
    await client.utilisateur.get().catch(() => {});
    expect((await session.journal({ operationId: 'utilisateur.get' })).entries).toHaveLength(2);
    expect(await session.journal({ operationId: 'utilisateur.get', status: 503 })).toMatchObject({
      entries: [{ answeredBy: 'override', status: 503 }],
    });
    expect(await messageOf(session.journal({ status: 7 }))).toContain('- status: is not an HTTP status');
  });

  it('judges what is expected, and says what came', async () => {
    await using session = await start();
    const client = clientOf(session);
    await client.collectivites.list({ type: 'epci', limit: 50 });
    await session.expectCalled('collectivites.list');
    await session.expectCalled('collectivites.list', { query: { type: 'epci', limit: 50 }, times: 1 });
    await session.expectCalled('utilisateur.get', { times: 0 });
    const message = await messageOf(session.expectCalled('collectivites.list', { query: { type: 'commune' } }));
    expect(message).toMatch(/^Expected at least 1 call of collectivites\.list with query \{"type":"commune"\}/);
    expect(message).toContain('GET /api/v1/collectivites?type=epci&limit=50 -> 200');
    expect(await messageOf(session.expectCalled('collectivites.list', { times: 2 }))).toContain('exactly 2 calls');
    const between = messageOf(session.expectCalled('collectivites.list', { atLeast: 2, atMost: 3 }));
    expect(await between).toContain('2 to 3 calls');
  });
});

it('options that the mock does not know are refused with its reasons', async () => {
  expect(await messageOf(start({ scopes: ['nothing.read'] }))).toMatch(/- #\/scopes: .*collectivites\.read/);
  expect(await messageOf(start({ scenario: 'gone' }))).toMatch(/- #\/scenario: .*revoked-midway/);
  expect(await messageOf(start({ tokenTtl: 0 }))).toContain('- #/tokenTtl:');
});

/** What the guide's table says of the SDK. */
describe('the SDK on a bad day of the mock', () => {
  const clientWith = (scenario: string, options = {}) =>
    createClient({ baseUrl: mock.url, ...mock.credential, clientId: `guichet-demo-${scenario}`, ...options });

  it('expired: gets another token, no error', async () => {
    const client = clientWith('expired');
    expect(await client.collectivites.get(id)).toEqual(examples.collectivitesGet.body);
    await client.collectivites.get(id);
  });

  it('revoked midway: five answers, then a TokenError', async () => {
    const client = clientWith('revoked-midway');
    for (const call of [1, 2, 3, 4, 5]) {
      expect(await client.collectivites.get(id), `call ${call}`).toEqual(examples.collectivitesGet.body);
    }
    await expect(client.collectivites.get(id)).rejects.toMatchObject({ code: 'TOKEN_ERROR', error: 'invalid_client' });
  });

  it('throttled: waits a second, no error', async () => {
    const client = clientWith('throttled');
    await client.collectivites.get(id);
    await client.collectivites.get(id);
    const before = performance.now();
    await client.collectivites.get(id);
    expect(performance.now() - before).toBeGreaterThan(990);
  });

  it('flaky: tries again, no error', async () => {
    const client = clientWith('flaky');
    const calls = Array.from({ length: 6 }, () => client.collectivites.get(id));
    expect(await Promise.all(calls)).toHaveLength(6);
  });

  it('slow: a TimeoutError where the deadline is shorter', async () => {
    const client = clientWith('slow');
    await expect(client.collectivites.get(id, { timeout: 1500 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await client.collectivites.get(id, { timeout: 15_000 })).toEqual(examples.collectivitesGet.body);
  });

  it('read-only: 403 when it writes', async () => {
    const client = clientWith('read-only');
    await client.collectivites.get(id);
    await client.credentials.list();
    await expect(client.credentials.revoke({ client_id: 'x' })).rejects.toMatchObject({ status: 403 });
  });
});

describe.each(['en', 'fr'])('the guide in %s', (language) => {
  const guide = readFileSync(new URL(`../spec/guides/${language}/testing.md`, import.meta.url), 'utf8');
  const part = guide.split('{#the-mock-sessions}')[1]?.split(/^### /m)[0] ?? '';

  it('tells every request of the control API of sessions, and every method of a session', async () => {
    const { detail } = (await (await fetch(`${mock.url}/__guichet/nothing`)).json()) as { detail: string };
    const routes = [...detail.matchAll(/([A-Z]+) \/__guichet\/sessions([^\s,.]*)/g)].map(([, method, path]) =>
      `${method} ${path}`.trim(),
    );
    const rows = [...part.matchAll(/^\| `([A-Z]+[^`]*)` .*\| `(\w+)` +\|$/gm)];
    // What was put there can be read as well, which no test needs.
    expect(rows.map(([, route]) => route).toSorted()).toEqual(
      routes.filter((route) => route !== 'GET /{id}/overrides').toSorted(),
    );
    await using session = await start();
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(session)).filter((name) => name !== 'constructor');
    expect(rows.map(([, , method]) => method).toSorted()).toEqual([...methods, 'startMockSession'].toSorted());
  });

  it('has commands that run', async () => {
    const code = /^```sh\n([\s\S]*?)^```/m.exec(part)?.[1] ?? '';
    expect(code.match(/^curl/gm)).toHaveLength(6);
    const { stdout } = await promisify(execFile)('bash', ['-ec', code.replaceAll(/^curl/gm, 'curl --fail -sS')], {
      env: { ...process.env, GUICHET_BASE_URL: mock.url },
    });
    expect(stdout).toContain('"scenario":"flaky"');
    expect(stdout).toContain('"passed":true');
  });
});
