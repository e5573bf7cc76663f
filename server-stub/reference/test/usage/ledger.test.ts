import { ProblemError, type Call } from '@guichet/front';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageLedger } from '../../src/usage/ledger.ts';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { statementsOf } from '../support/statements.ts';
import { countsOf, untilCounted } from '../support/usage.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`what is counted, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let lea: string;
    let credential: Credential;
    let token: string;
    /** Refuses every so many requests with 429, as limits do once they know who calls. */
    let refuseEach = 0;
    let seen = 0;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      app.app.addHook('preHandler', async () => {
        seen += 1;
        if (refuseEach > 0 && seen % refuseEach === 0) throw new ProblemError('rate-limited', 'Wait a second.');
      });
      lea = await app.person('lea');
    });
    beforeEach(async () => {
      credential = await app.credential(lea, {
        permission_set: 'custom',
        scopes: ['collectivites.read', 'credentials.read'],
      });
      token = await app.tokenOf(credential);
    });
    afterEach(() => {
      refuseEach = 0;
      vi.restoreAllMocks();
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const get = (path: string, as = token, headers: Record<string, string> = {}) =>
      app.app.inject({ method: 'GET', url: `/api/v1${path}`, headers: { authorization: `Bearer ${as}`, ...headers } });

    it('O4 each request of a credential, by operation, usage and status, with its bytes; also those for a token', async () => {
      const found = await get('/collectivites/3812');
      const missed = await get('/collectivites/999999');
      const refused = await get('/indicateurs/definitions');
      await app.app.inject({
        method: 'HEAD',
        url: '/api/v1/collectivites/3812',
        headers: { authorization: `Bearer ${token}` },
      });
      expect([found, missed, refused].map(({ statusCode }) => statusCode)).toEqual([200, 404, 403]);
      const rows = await untilCounted(app.db, credential.client_id, 5);
      const size = ({ rawPayload }: { rawPayload: Buffer }) => rawPayload.length;
      const usage = ['public', 'app'];
      expect(rows).toEqual([
        { operation_id: 'collectivites.get', usage, status: 200, requests: 2, bytes_in: 0, bytes_out: size(found) },
        { operation_id: 'collectivites.get', usage, status: 404, requests: 1, bytes_in: 0, bytes_out: size(missed) },
        {
          operation_id: 'indicateurs.definitions.list',
          usage,
          status: 403,
          requests: 1,
          bytes_in: 0,
          bytes_out: size(refused),
        },
        {
          operation_id: 'oauth.token',
          usage: ['public'],
          status: 200,
          requests: 1,
          bytes_in: expect.any(Number),
          bytes_out: expect.any(Number),
        },
      ]);
      expect(rows[3]!.bytes_in).toBeGreaterThan(100);
      expect(rows[3]!.bytes_out).toBeGreaterThan(500);
    });

    it('O4 counts are exact under concurrency, 429s included', async () => {
      refuseEach = 7;
      const paths = ['/collectivites/3812', '/collectivites?limit=1', '/collectivites/999999'];
      const made = new Map<string, number>();
      for (let round = 0; round < 10; round += 1) {
        const asked = Array.from({ length: 60 }, (_, n) => n % paths.length);
        const answers = await Promise.all(asked.map((n) => get(paths[n]!)));
        answers.forEach(({ statusCode }, n) => {
          const key = `${['collectivites.get', 'collectivites.list', 'collectivites.get'][asked[n]!]} ${statusCode}`;
          made.set(key, (made.get(key) ?? 0) + 1);
        });
      }
      made.set('oauth.token 200', 1);
      const rows = await untilCounted(app.db, credential.client_id, 601);
      const counted = new Map(rows.map((row) => [`${row.operation_id} ${row.status}`, row.requests]));
      expect(counted).toEqual(made);
      expect(counted.get('collectivites.list 429')).toBeGreaterThan(5);
    });

    it('whose caller was not proven counts for nobody, and what people do in applications is not counted', async () => {
      const before = await countsOf(app.db);
      expect((await get('/collectivites', 'no-token')).statusCode).toBe(401);
      expect((await app.requestToken({ ...credential, client_secret: 'wrong' })).statusCode).toBe(401);
      expect((await get('/collectivites', lea)).statusCode).toBe(200);
      await app.call('credentials.revoke', `/api/v1/credentials/${credential.client_id}/revoke`, { token: lea });
      expect((await get('/collectivites')).statusCode).toBe(401);
      await get('/collectivites/3812', await app.tokenOf(await app.credential(lea)));
      await untilCounted(app.db, undefined, sum(before) + 3);
      expect(await countsOf(app.db, credential.client_id)).toMatchObject([
        { operation_id: 'oauth.token', requests: 1 },
      ]);
    });

    it('O4 last_used_at and counts cost requests no statement: a handful writes for all, however many', async () => {
      // Who calls is looked up once.
      await get('/permission-sets');
      await untilCounted(app.db, credential.client_id, 2);
      const started = performance.now();
      const { awaited, beside } = await statementsOf(app.db, async () => {
        for (let n = 0; n < 200; n += 1) {
          expect((await get('/permission-sets')).statusCode).toBe(200);
        }
      });
      const took = performance.now() - started;
      expect(awaited).toEqual([]);
      // Every 250 ms counts, once a minute when the credential was last used, and what was audited before.
      expect(beside.length).toBeLessThanOrEqual(took / 250 + 3);
      expect(sum(await untilCounted(app.db, credential.client_id, 202))).toBe(202);
    });

    it('last use is told within a second', async () => {
      const used = Math.floor(Date.now() / 60_000) * 60_000;
      await get('/collectivites/3812');
      await vi.waitFor(
        async () => {
          const { body } = await app.call('credentials.get', `/api/v1/credentials/${credential.client_id}`, {
            token: lea,
          });
          expect(Date.parse(body.last_used_at as string)).toBeGreaterThanOrEqual(used);
          expect(body.last_used_at).toMatch(/:00\.000Z$/u);
        },
        { timeout: 1_000, interval: 50 },
      );
    });

    it('what is counted at the end is written before the server has closed', async () => {
      const other = await openApp({ location: database.location, drop: async () => {} }, { seed: false });
      // In memory every server has a database of its own.
      const own = database.location.kind === 'memory' ? undefined : other;
      const ledger = own ? undefined : new UsageLedger(app.db);
      for (let n = 0; n < 20; n += 1) {
        if (own)
          await own.app.inject({ url: '/api/v1/collectivites/3812', headers: { authorization: `Bearer ${token}` } });
        else ledger?.count(callOf(app, credential.client_id));
      }
      await other.close();
      await ledger?.close();
      const rows = await countsOf(app.db, credential.client_id);
      expect(rows.find(({ operation_id }) => operation_id === 'collectivites.get')?.requests).toBe(20);
    });

    it('O4 what the database will never take is given up, and holds nothing up', async () => {
      const told: string[] = [];
      const ledger = new UsageLedger(app.db, { report: (_error, message) => told.push(message) });
      ledger.count({ ...callOf(app, credential.client_id), bytesIn: 1e20 });
      await ledger.flush();
      ledger.count(callOf(app, credential.client_id));
      await ledger.close();
      expect(told).toEqual(['The usage of 1 requests cannot be stored, and is dropped.']);
      const rows = await countsOf(app.db, credential.client_id);
      expect(rows.find(({ operation_id }) => operation_id === 'collectivites.get')?.requests).toBe(1);
    });

    it('off: nothing is counted, and last use is told all the same', async () => {
      const ledger = new UsageLedger(app.db, { counts: false });
      await untilCounted(app.db, credential.client_id, 1);
      await app.db
        .updateTable('credential')
        .set({ last_used_at: null })
        .where('client_id', '=', credential.client_id)
        .execute();
      ledger.count(callOf(app, credential.client_id));
      await ledger.close();
      expect(sum(await countsOf(app.db, credential.client_id))).toBe(1);
      const row = await app.db
        .selectFrom('credential')
        .select('last_used_at')
        .where('client_id', '=', credential.client_id)
        .executeTakeFirstOrThrow();
      expect(row.last_used_at).toBeInstanceOf(Date);
    });
  });
}

const sum = (rows: readonly { requests: number }[]) => rows.reduce((all, { requests }) => all + requests, 0);

/** A call as the front tells of it. */
const callOf = ({ contract }: TestApp, clientId: string): Call => ({
  requestId: 'r',
  method: 'GET',
  address: '127.0.0.1',
  operation: contract.operation('collectivites.get'),
  caller: { kind: 'client', clientId },
  status: 200,
  problem: undefined,
  bytesIn: 0,
  bytesOut: 10,
  duration: 1,
});
