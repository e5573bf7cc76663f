import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialClients } from '../../src/credentials/client-store.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { openApp, testConfig, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

/** Notes the kind of each query and how many rows it brought: the way that a look-up takes. */
function recorder() {
  const way: string[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      way.push(
        `${Object.keys(result.rows[0] ?? {})
          .toSorted()
          .join(',')}: ${result.rows.length}`,
      );
      return result;
    },
  };
  return { way, plugin };
}

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`clients of the authorization server, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    const peppers = new Peppers(testConfig.peppers ?? []);

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it('A1 unknown, live, revoked and suspended: the same queries with as many rows, so that time tells nothing', async () => {
      const lea = await app.person('lea');
      const [live, revoked, suspended] = await Promise.all([1, 2, 3].map(() => app.credential(lea)));
      const now = new Date();
      const change = (clientId: string | undefined, columns: object) =>
        app.db
          .updateTable('credential')
          .set(columns)
          .where('client_id', '=', clientId ?? '')
          .execute();
      await change(revoked?.client_id, { revoked_at: now });
      await change(suspended?.client_id, { suspended_at: now });

      const ids = ['cl_000000000000', 'zz', live?.client_id, revoked?.client_id, suspended?.client_id];
      const ways = await Promise.all(
        ids.map(async (id) => {
          const { way, plugin } = recorder();
          const client = await credentialClients(app.db.withPlugin(plugin), peppers, 'both').find(id ?? '');
          return { status: client?.status, way: way.join(' | ') };
        }),
      );
      expect(ways.map(({ status }) => status)).toEqual([undefined, undefined, 'active', 'revoked', 'suspended']);
      expect(ways[0]?.way).not.toBe('');
      expect(new Set(ways.map(({ way }) => way))).toHaveLength(1);
    });

    it('P1 a credential offers only the scopes that its owner still has', async () => {
      const credential = await app.credential(await app.person('lea'), { permission_set: 'indicateurs_write' });
      const scopes = async () => (await credentialClients(app.db, peppers, 'both').find(credential.client_id))?.scopes;
      expect(await scopes()).toContain('indicateurs.valeurs.write');
      await app.db.deleteFrom('utilisateur_role').where('collectivite_id', '=', 3812).execute();
      expect(await scopes()).not.toContain('indicateurs.valeurs.write');
      expect(await scopes()).toContain('collectivites.read');
    });
  });
}
