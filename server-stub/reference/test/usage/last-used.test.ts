import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LastUsed } from '../../src/usage/last-used.ts';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`last use, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it('O4 noted in memory, written to the minute, and never set back', async () => {
      const lea = await app.person('lea');
      const { client_id } = await app.credential(lea);
      let seen = new LastUsed(app.db);
      const lastUsedAt = async () =>
        (await app.call('credentials.get', `/api/v1/credentials/${client_id}`, { token: lea })).body.last_used_at as
          string | null;
      seen.note(client_id);
      expect(await lastUsedAt()).toBeNull();
      await seen.flush();
      const written = (await lastUsedAt()) ?? '';
      expect(written).toMatch(/:00\.000Z$/);
      expect(Math.abs(Date.now() - Date.parse(written))).toBeLessThan(120_000);
      // Once a minute.
      expect([seen.note(client_id), seen.pending]).toEqual([false, false]);
      // Another process has seen a later use.
      const later = new Date(Date.now() + 600_000);
      await app.db.updateTable('credential').set({ last_used_at: later }).where('client_id', '=', client_id).execute();
      seen = new LastUsed(app.db);
      seen.note(client_id);
      await seen.flush();
      expect(await lastUsedAt()).toBe(later.toISOString());
    });
  });
}
