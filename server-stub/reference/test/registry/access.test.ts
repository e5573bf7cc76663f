import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from '../../src/secrets/api-key.ts';
import type { CallOptions } from '../support/call.ts';
import { createDatabase } from '../support/databases.ts';
import { openIssuer, type Issuer } from '../support/issuer.ts';
import { openRegistry, wish, type TestRegistry } from '../support/registry.ts';

// What is refused is refused before any database is asked: which one it is does not matter.
const database = await createDatabase();

let issuer: Issuer;
let registry: TestRegistry;
let administrator: string;
let core: string;
beforeAll(async () => {
  issuer = await openIssuer();
  registry = await openRegistry(database, issuer.url, { scopes: ['collectivites.read', 'utilisateur.read'] });
  [administrator, core] = await Promise.all([issuer.token(['clients.manage']), issuer.token(['api-keys.validate'])]);
});
afterAll(async () => {
  await registry?.close();
  await issuer?.close();
  await database.drop();
});

/** Every operation, as it is called by whoever may. */
const operations: [string, string, 'administrator' | 'core', object?][] = [
  ['clients.create', '/clients', 'administrator', wish],
  ['clients.get', '/clients/rc_9Lp4Wk2Dx7Gt', 'administrator'],
  ['clients.apiKey.issue', '/clients/rc_9Lp4Wk2Dx7Gt/api-key', 'administrator'],
  ['clients.apiKey.revoke', '/clients/rc_9Lp4Wk2Dx7Gt/api-key', 'administrator'],
  ['apiKeys.validate', '/api-keys/validate', 'core', { api_key: generateApiKey().value }],
  ['apiKeys.changes.list', '/api-keys/changes', 'core'],
];

it('every operation of the contract has a handler, and these tests know it', () => {
  expect(operations.map(([id]) => id).toSorted()).toEqual(
    registry.contract.operations.map(({ operationId }) => operationId).toSorted(),
  );
});

describe.each(operations)('%s', (operation, path, who, body) => {
  const call = (options: CallOptions) => registry.call(operation, path, { body, ...options });

  it('without a token: 401', async () => {
    const { status, headers } = await call({});
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('Bearer')]);
  });

  it('with the scope of the other side: 403, naming the one it takes', async () => {
    const { status, headers } = await call({ token: who === 'core' ? administrator : core });
    const scope = who === 'core' ? 'api-keys.validate' : 'clients.manage';
    expect([status, headers['www-authenticate']]).toEqual([403, expect.stringContaining(`scope="${scope}"`)]);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { audience: 'https://other.example' }],
  ])('T1 with a token of %s, signed by the same key: 401', async (_, changes) => {
    const other = await openIssuer({
      iss: issuer.url,
      audience: `${issuer.url}/api/v1`,
      ...changes,
      keys: issuer.keys,
    });
    try {
      const token = await other.token(['clients.manage', 'api-keys.validate']);
      expect((await call({ token })).status).toBe(401);
    } finally {
      await other.close();
    }
  });

  it('with an API key, which opens nothing here: 401', async () => {
    const headers = { 'x-api-key': generateApiKey().value };
    expect((await call({ headers })).status).toBe(401);
  });
});

describe('while the keys of the issuer cannot be had', () => {
  it('every call is 503 with Retry-After, and the registry starts and stays ready all the same', async () => {
    const down = await openIssuer();
    down.answer = (_, response) => response.writeHead(500).end();
    const other = await openRegistry(database, down.url);
    try {
      const token = await down.token(['clients.manage']);
      const refused = await other.call('clients.create', '/clients', { token, body: wish });
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
      expect((await other.app.inject('/readyz')).statusCode).toBe(200);
      down.answer = undefined;
      const again = () => other.call('clients.create', '/clients', { token, body: wish });
      await expect.poll(async () => (await again()).status, { timeout: 5_000 }).toBe(201);
    } finally {
      await other.close();
      await down.close();
    }
  });
});

describe('what cannot be', () => {
  const create = (body: unknown) => registry.call('clients.create', '/clients', { token: administrator, body });

  it('a scope that clients are not offered: 422 that points at it', async () => {
    const { status, body } = await create({ ...wish, scopes: ['collectivites.read', 'credentials.admin'] });
    expect([status, body.errors]).toEqual([
      422,
      [{ pointer: '#/scopes/1', detail: expect.stringContaining('utilisateur.read') }],
    ]);
  });

  it.each([
    [{ scopes: [] }],
    [{ scopes: ['two scopes'] }],
    [{ scopes: ['collectivites.read', 'collectivites.read'] }],
    [{ scopes: ['"'] }],
    [{ name: '' }],
    [{ name: 'x'.repeat(121) }],
    [{ name: 'NUL\u0000' }],
    [{ contact_email: 'nobody' }],
    [{ resources: ['collectivite'] }],
    [{ environment: 'staging' }],
    [{ client_id: 'rc_mine' }],
    [{ __proto__: null, constructor: 'x' }],
  ])('%j in a registration: 400', async (changes) => {
    expect((await create({ ...wish, ...changes })).status).toBe(400);
  });

  it.each([
    [{ grace_period_seconds: -1 }],
    [{ grace_period_seconds: 604_801 }],
    [{ grace_period_seconds: 1.5 }],
    [{ expires_at: 'tomorrow' }],
    [{ api_key: 'mine' }],
  ])('%j of a key: 400', async (body) => {
    const answer = await registry.call('clients.apiKey.issue', '/clients/rc_9Lp4Wk2Dx7Gt/api-key', {
      token: administrator,
      body,
    });
    expect(answer.status).toBe(400);
  });

  it.each(['after=-1', 'after=x', 'limit=0', 'limit=1001', 'wait=26', 'wait=-1'])(
    'changes with %s: 400',
    async (query) => {
      const { status } = await registry.call('apiKeys.changes.list', `/api-keys/changes?${query}`, { token: core });
      expect(status).toBe(400);
    },
  );

  it.each(["rc_' or 1=1 --", '../rc_x', '%00', 'x'.repeat(65)])('a client called %j: no 500', async (id) => {
    const path = `/clients/${encodeURIComponent(id)}`;
    const { status } = await registry.call('clients.get', path, { token: administrator, undeclared: true });
    expect([400, 404]).toContain(status);
  });

  it.each(['x', 'x'.repeat(512), 'gch_key_9Lp4Wk2D_ExampleOnlyNotASecret2222222222222222222222iJkL56', '🔑'])(
    'A1 %j as a key is as inactive as an unknown one',
    async (api_key) => {
      const answer = (key: string) =>
        registry.call('apiKeys.validate', '/api-keys/validate', { token: core, body: { api_key: key } });
      const [garbage, unknown] = [await answer(api_key), await answer(generateApiKey().value)];
      expect(garbage.body).toEqual({ active: false });
      expect(garbage.text).toBe(unknown.text);
      expect(garbage.headers['cache-control']).toBe('no-store');
    },
  );
});
