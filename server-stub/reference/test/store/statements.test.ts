import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type Credential, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { statementsOf } from '../support/statements.ts';

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
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const awaited = async (work: () => Promise<unknown>) => (await statementsOf(app.db, work)).awaited;

    it('a token request: one statement, also for an unknown client (A1)', async () => {
      expect(await awaited(() => app.tokenOf(credential))).toHaveLength(1);
      const unknown = { ...credential, client_id: 'cl_4mXq0Zt7RwKb' };
      expect(await awaited(() => app.requestToken(unknown))).toHaveLength(1);
    });

    it('an authorized GET whose caller is known: that of its handler alone, and a constant answer none', async () => {
      const token = await app.tokenOf(credential);
      const get = () => app.call('collectivites.get', '/api/v1/collectivites/3812', { token });
      await get();
      expect(await awaited(get)).toEqual([expect.stringContaining('from "collectivite"')]);
      const list = () => app.call('permissionSets.list', '/api/v1/permission-sets', { token });
      expect(await awaited(list)).toEqual([]);
    });
  });
}
