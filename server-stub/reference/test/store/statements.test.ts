import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`what requests ask of the database, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    let credential: Credential;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
      credential = await app.credential(await app.person('lea'));
    });
    afterEach(() => {
      vi.restoreAllMocks();
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    /** The statements that some work sends, as the database gets them. What usage is written with no request waits for (O4). */
    async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
      const spy = vi.spyOn(app.db.getExecutor(), 'executeQuery');
      await work();
      return spy.mock.calls.map(([{ sql }]) => sql).filter((text) => !/usage_writer|set last_used_at/u.test(text));
    }

    it('a token request: one statement, also for an unknown client (A1)', async () => {
      expect(await statementsOf(() => app.tokenOf(credential))).toHaveLength(1);
      vi.restoreAllMocks();
      const unknown = { ...credential, client_id: 'cl_4mXq0Zt7RwKb' };
      expect(await statementsOf(() => app.requestToken(unknown))).toHaveLength(1);
    });

    it('an authorized GET whose caller is known: that of its handler alone, and a constant answer none', async () => {
      const token = await app.tokenOf(credential);
      const get = () => app.call('collectivites.get', '/api/v1/collectivites/3812', { token });
      await get();
      expect(await statementsOf(get)).toEqual([expect.stringContaining('from "collectivite"')]);
      vi.restoreAllMocks();
      const list = () => app.call('permissionSets.list', '/api/v1/permission-sets', { token });
      expect(await statementsOf(list)).toEqual([]);
    });
  });
}
