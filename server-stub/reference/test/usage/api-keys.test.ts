import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openScriptedRegistry, type ScriptedRegistry } from '../support/scripted-registry.ts';
import { untilCounted } from '../support/usage.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`usage of API keys, on ${name}`, () => {
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

    it('O4 calls with a key count for its client; those with a key that is no more count for nobody', async () => {
      const key = registry.issue({ client_id: 'rc_counted', scopes: ['collectivites.read'] });
      const call = async (path: string, operation: string) =>
        (await app.call(operation, path, { headers: { 'x-api-key': key } })).status;
      expect(await call('/api/v1/collectivites/3812', 'collectivites.get')).toBe(200);
      expect(await call('/api/v1/collectivites/999999', 'collectivites.get')).toBe(404);
      expect(await call('/api/v1/indicateurs/definitions', 'indicateurs.definitions.list')).toBe(403);
      await untilCounted(app.db, 'rc_counted', 3);
      registry.revoke(key);
      expect(await call('/api/v1/collectivites/3812', 'collectivites.get')).toBe(401);

      // Longer than what was counted stays in memory.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const { status, body } = await app.call(
        'registeredClients.usage.get',
        '/api/v1/registered-clients/rc_counted/usage?granularity=hour',
        { token: await app.person('sam') },
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({ client_id: 'rc_counted', requests: 3, client_errors: 2, error_rate: 0.6667 });
      expect(body.statuses.map((one: { status: number }) => one.status)).toEqual([200, 403, 404]);
      expect(body.hours.length).toBeGreaterThanOrEqual(1);
      expect(Date.now() - Date.parse(body.last_used_at as string)).toBeLessThan(120_000);
    });
  });
}
