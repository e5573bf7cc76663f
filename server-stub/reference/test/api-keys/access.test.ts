import type { FrontRequest, Principal } from '@guichet/front';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from '../../src/secrets/api-key.ts';
import { credentialHandlers } from '../../src/credentials/handlers/index.ts';
import { Standings } from '../../src/credentials/standing.ts';
import { userHandlers } from '../../src/users/handlers.ts';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openScriptedRegistry, type ScriptedRegistry } from '../support/scripted-registry.ts';
import { until } from './keys.ts';

const scopes = [
  'collectivites.read',
  'collectivites.labellisations.read',
  'indicateurs.definitions.read',
  'indicateurs.valeurs.read',
  'indicateurs.valeurs.write',
];
const valeurs = (collectiviteId = 3812) =>
  `/api/v1/indicateurs/valeurs?collectiviteId=${collectiviteId}&indicateurIds=1`;

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`an API key at the operations, on ${name}`, () => {
    let database: TestDatabase;
    let registry: ScriptedRegistry;
    let app: TestApp;
    beforeAll(async () => {
      registry = await openScriptedRegistry();
      database = await create();
      app = await openApp(database, { registry: { url: registry.url, mode: 'service', staleness: 10 } });
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
      await registry?.close();
    });

    const get = (key: string, path = valeurs(), operation = 'indicateurs.valeurs.list') =>
      app.call(operation, path, { headers: { 'x-api-key': key } });

    it('works in either header, and in both', async () => {
      const key = registry.issue({ scopes });
      const ways: Record<string, string>[] = [
        { 'x-api-key': key },
        { authorization: `ApiKey ${key}` },
        { authorization: `apikey ${key}`, 'x-api-key': key },
      ];
      for (const headers of ways) {
        const { status } = await app.call('collectivites.list', '/api/v1/collectivites', { headers });
        expect(status).toBe(200);
      }
    });

    it('works where the contract says so, and nowhere else', async () => {
      const key = registry.issue({ scopes: [...app.contract.scopes] });
      const open: string[] = [];
      const asking = app.contract.operations.filter(({ security, fullPath }) => {
        // Where clients authenticate, a key is nothing at all.
        return security.length > 0 && !app.tokens.routes.some(({ path }) => path === fullPath);
      });
      for (const operation of asking) {
        const url = operation.url.replaceAll(/:\w+/gu, '1');
        const { statusCode } = await app.app.inject({
          method: operation.method as 'GET',
          url,
          headers: { 'x-api-key': key, 'content-type': 'application/json' },
        });
        const permitted = operation.security.some((requirement) => Object.keys(requirement).join() === 'apiKeyHeader');
        if (permitted) open.push(operation.operationId);
        expect([operation.operationId, statusCode === 401]).toEqual([operation.operationId, !permitted]);
        expect(statusCode).toBeLessThan(500);
      }
      expect(open).toContain('indicateurs.valeurs.upsert');
      expect(open).not.toContain('credentials.list');
    });

    it('needs the scope of the operation', async () => {
      const { status, body } = await get(registry.issue({ scopes: ['collectivites.read'] }));
      expect([status, body.type]).toEqual([403, expect.stringContaining('insufficient-scope')]);
    });

    it('reaches the resources that it is limited to, and everything without a limit', async () => {
      const limited = registry.issue({ scopes, resources: ['collectivite:3812'] });
      expect((await get(limited)).status).toBe(200);
      expect((await get(limited, valeurs(3813))).status).toBe(403);
      expect((await get(registry.issue({ scopes }), valeurs(3813))).status).toBe(200);
    });

    it('P4 writes nothing when one item is out of reach', async () => {
      const key = registry.issue({ scopes, resources: ['collectivite:3812'], environment: 'test' });
      const written = await write(key, [item(3812), item(3813)]);
      expect(written.status).toBe(403);
      expect((await get(key)).text).not.toContain('1999-12-31');
    });

    const item = (collectiviteId: number) => ({
      collectiviteId,
      indicateurId: 1,
      dateValeur: '1999-12-31',
      resultat: 7,
    });
    const write = (key: string, items: object[], headers: Record<string, string> = {}) =>
      app.call('indicateurs.valeurs.upsert', '/api/v1/indicateurs/valeurs', {
        headers: { 'x-api-key': key, ...headers },
        body: { valeurs: items },
      });

    it('writes as its client, in the name of no person, and in its own environment', async () => {
      const key = registry.issue({ client_id: 'rc_writer', scopes, environment: 'test' });
      const { status, body } = await write(key, [item(3812)], { 'idempotency-key': 'a-key-of-its-own' });
      expect(status).toBe(200);
      expect(body.valeurs[0]).toMatchObject({ createdBy: null, createdByClientId: 'rc_writer', modifiedBy: null });
      expect((await get(key)).text).toContain('1999-12-31');
      expect((await get(registry.issue({ scopes }))).text).not.toContain('1999-12-31');
      const again = await write(key, [item(3812)], { 'idempotency-key': 'a-key-of-its-own' });
      expect(again.headers['idempotent-replayed']).toBe('true');
    });

    it('P6 beside the token of somebody else is refused', async () => {
      const headers = { 'x-api-key': registry.issue({ scopes }) };
      const token = await app.person('lea');
      const { status, body } = await app.call('collectivites.list', '/api/v1/collectivites', { token, headers });
      expect([status, body.type]).toEqual([400, expect.stringContaining('conflicting-credentials')]);
    });

    it('is shown by the debug view without what it is not', async () => {
      const key = registry.issue({ client_id: 'rc_debug', scopes: ['a.b'], resources: ['collectivite:1'] });
      const { body } = await get(
        key,
        app.contract.operation('operations.debugToken').fullPath,
        'operations.debugToken',
      );
      expect(body).toEqual({
        kind: 'apiKey',
        subject: 'rc_debug',
        client_id: 'rc_debug',
        scopes: ['a.b'],
        effective_scopes: ['a.b'],
        resources: ['collectivite:1'],
        claims: {},
      });
    });

    it('A1 unknown, revoked, expired and malformed are one answer', async () => {
      const revoked = registry.issue();
      registry.revoke(revoked);
      const expired = registry.issue({ expires_at: new Date(Date.now() - 1000).toISOString() });
      const { value } = generateApiKey();
      const answers = await Promise.all(
        [value, revoked, expired, `${value.slice(0, -1)}!`, 'x', value.replace('key', 'live')].map(async (key) => {
          const { status, headers, body } = await get(key);
          const problem = { ...body, requestId: undefined };
          const rest = { ...headers, date: undefined, 'x-request-id': undefined };
          return JSON.stringify([status, rest, problem]);
        }),
      );
      expect(new Set(answers)).toHaveLength(1);
      expect(answers[0]).toContain('invalid-api-key');
    });

    it('P5 has no credentials and no person, whatever an operation should permit', async () => {
      const standings = new Standings(app.db, app.changes, 'both');
      const principal: Principal = {
        kind: 'apiKey',
        subject: 'rc_1',
        clientId: 'rc_1',
        scopes: new Set(app.contract.scopes),
        resources: [],
        claims: { environment: 'live' },
      };
      const { db, contract, peppers } = app;
      const desk = { db, contract, standings, peppers, policy: 'owners', served: 'both' } as const;
      const handlers = { ...credentialHandlers(desk), ...userHandlers(db, standings) } as unknown as Record<
        string,
        (call: unknown, reply: unknown) => unknown
      >;
      const reply = { header: () => reply, code: () => reply, send: () => reply };
      const answers = await Promise.all(
        Object.entries(handlers).map(async ([operationId, handle]) => {
          const call = {
            operation: contract.operation(operationId),
            principal,
            params: { client_id: 'cl_1', secret_id: 'sec_1' },
            query: {},
            headers: {},
            body: { name: 'Essai', permission_set: 'read_only' },
            id: '1',
          } as unknown as FrontRequest;
          const answer = await Promise.resolve()
            .then(() => handle(call, reply))
            .catch((error: { status?: number }) => error.status);
          return [operationId, answer] as const;
        }),
      );
      const refused = answers.filter(([operationId]) => operationId !== 'permissionSets.list');
      expect(refused.length).toBeGreaterThan(10);
      expect(refused.filter(([, answer]) => answer !== 404)).toEqual([]);
    });

    it('our own token opens nothing here', async () => {
      await get(registry.issue());
      const token = registry.asked.at(-1)?.authorization?.replace('Bearer ', '') ?? '';
      const [claims = ''] = token.split('.').slice(1, 2);
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        sub: 'guichet-server',
        client_id: 'guichet-server',
        scope: 'api-keys.validate',
        aud: app.tokens.audience,
      });
      for (const operation of ['utilisateur.get', 'operations.debugToken', 'credentials.list']) {
        const answer = await app.call(operation, app.contract.operation(operation).fullPath, { token });
        expect([operation, answer.status]).toEqual([operation, 401]);
      }
    });
  });
}

describe('an API key', () => {
  const [{ create } = { create: () => Promise.reject(new Error('no database')) }] = databases;
  let database: TestDatabase;
  let registry: ScriptedRegistry;
  beforeAll(async () => {
    registry = await openScriptedRegistry();
    database = await create();
  });
  afterAll(async () => {
    await database?.drop();
    await registry?.close();
  });
  const list = (app: TestApp, key: string) =>
    app.call('collectivites.list', '/api/v1/collectivites', { headers: { 'x-api-key': key } });

  it('without a registry is refused, and so is one of the sandbox by a live server', async () => {
    const app = await openApp(database);
    expect((await list(app, registry.issue())).status).toBe(401);
    expect(app.apiKeys.state).toBe('off');
    await app.close();
    const settings = { url: registry.url, mode: 'service', staleness: 10 } as const;
    const live = await openApp(database, { environment: 'live', registry: settings });
    const sandboxed = await list(live, registry.issue({ environment: 'test' }));
    const unknown = await list(live, generateApiKey().value);
    const shown = ({ status, body }: typeof unknown) => ({ status, body: { ...body, requestId: undefined } });
    expect(shown(sandboxed)).toEqual(shown(unknown));
    expect(sandboxed.status).toBe(401);
    expect((await list(live, registry.issue())).status).toBe(200);
    await live.close();
  });

  it('O3 while the registry is away is 503 as the contract has it, and access tokens work', async () => {
    const key = registry.issue();
    const app = await openApp(database, { registry: { url: registry.url, mode: 'synchronized', staleness: 2 } });
    const status = async (sent = key) => String((await list(app, sent)).status);
    await until(/^200/, status);
    const ready = await app.app.inject('/readyz');
    expect([ready.statusCode, ready.json().checks['api-keys']]).toEqual([200, 'ok']);
    await registry.away();
    await until(/^503/, status);
    expect((await app.app.inject('/readyz')).statusCode, 'other requests should go on coming').toBe(200);
    expect((await list(app, key)).headers['retry-after']).toBe('2');
    expect(await status('x')).toBe('401');
    const token = await app.person('lea');
    expect((await app.call('collectivites.list', '/api/v1/collectivites', { token })).status).toBe(200);
    const late = await openApp(database, { registry: { url: registry.url, mode: 'synchronized', staleness: 2 } });
    const starting = await late.app.inject('/readyz');
    expect([starting.statusCode, starting.json().checks['api-keys']]).toEqual([503, 'failing']);
    await late.close();
    await registry.back();
    await until(/^200/, status);
    await app.close();
  });

  it('A3 that is guessed is 429 as the contract has it, at the address of the proxy’s client', async () => {
    const key = registry.issue();
    const app = await openApp(database, {
      limitFailures: true,
      trustProxy: ['127.0.0.1'],
      registry: { url: registry.url, mode: 'synchronized', staleness: 10 },
    });
    const from = (address: string, sent: string) =>
      app.call('collectivites.list', '/api/v1/collectivites', {
        headers: { 'x-api-key': sent, 'x-forwarded-for': address },
      });
    await until(/^200/, async () => String((await from('203.0.113.9', key)).status));
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) statuses.push((await from('203.0.113.9', generateApiKey().value)).status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    const refused = await from('203.0.113.9', 'x');
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/u)]);
    expect((await from('203.0.113.9', key)).status).toBe(200);
    expect((await from('198.51.100.4', generateApiKey().value)).status).toBe(401);
    await app.close();
  });
});
