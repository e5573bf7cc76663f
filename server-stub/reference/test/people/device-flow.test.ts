import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuer } from '../../../front/test/fixture.ts';
import { Browser } from '../../../front/test/oauth/person.ts';
import { createApplication } from '../../src/applications/repository.ts';
import { Peppers } from '../../src/credentials/pepper.ts';
import { openApp, testConfig, type TestApp } from '../support/app.ts';
import { furnish, password } from '../support/counter.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { approve, poll, refresh, signedIn, startDevice } from '../support/device.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`people with a device, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { seed: false, issuer });
      await furnish(app.db);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const whoAmI = (token: string) => app.call('utilisateur.get', '/api/v1/utilisateur', { token });

    it('sign in where they have a browser, and the device acts for them', async () => {
      const { access_token } = await signedIn(app);
      expect((await whoAmI(access_token)).body).toMatchObject({ prenom: 'Léa', clientId: null });
    });

    it('K5 a reused refresh token ends its family, access tokens included', async () => {
      const first = await signedIn(app);
      const second = (await refresh(app, first.refresh_token)).body as { access_token: string; refresh_token: string };
      expect((await whoAmI(second.access_token)).status).toBe(200);
      expect((await refresh(app, first.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
      expect((await refresh(app, second.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
      expect((await whoAmI(second.access_token)).status).toBe(401);
    });

    it('K5 a refresh token used twice at once gives tokens once at most, and ends its family', async () => {
      const { refresh_token: token } = await signedIn(app);
      const answers = await Promise.all([refresh(app, token), refresh(app, token), refresh(app, token)]);
      const given = answers.filter(({ status }) => status === 200);
      expect(given.length).toBeLessThanOrEqual(1);
      for (const { body } of given) {
        expect((await refresh(app, String(body['refresh_token']))).body).toMatchObject({ error: 'invalid_grant' });
      }
    });

    it('K5 a device code is bound to its client', async () => {
      const other = await createApplication(app.db, new Peppers(testConfig.peppers ?? []), {
        name: 'Autre',
        redirectUris: ['http://127.0.0.1/cb'],
        native: true,
      });
      const device = await startDevice(app);
      await approve(app, device.user_code);
      expect((await poll(app, device.device_code, other.clientId)).body).toMatchObject({ error: 'invalid_grant' });
      const { refresh_token: token } = await signedIn(app);
      expect((await refresh(app, token, other.clientId)).body).toMatchObject({ error: 'invalid_grant' });
    });

    it('K5 a device code gives tokens once: of many who ask at once one gets them, at most', async () => {
      const device = await startDevice(app);
      await approve(app, device.user_code);
      const answers = await Promise.all([1, 2, 3, 4].map(() => poll(app, device.device_code)));
      expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      expect((await poll(app, device.device_code)).status).toBe(400);

      const again = await startDevice(app);
      await approve(app, again.user_code);
      expect((await poll(app, again.device_code)).status).toBe(200);
      expect((await poll(app, again.device_code)).body).toMatchObject({ error: 'invalid_grant' });
    });

    it('K5 a device that asks too often is told to slow down', async () => {
      const { device_code: code } = await startDevice(app);
      expect((await poll(app, code)).body).toMatchObject({ error: 'authorization_pending' });
      expect((await poll(app, code)).body).toMatchObject({ error: 'slow_down' });
    });

    it('K5 a form without the token of its session, or with that of another, does nothing', async () => {
      const device = await startDevice(app);
      const [mine, theirs] = await Promise.all([1, 2].map(() => new Browser(app.app).open('/device')));
      const foreign = /name="xsrf" value="([^"]+)"/u.exec(theirs?.page ?? '')?.[1] ?? '';
      expect(foreign).not.toBe('');
      for (const xsrf of ['', foreign]) {
        await mine?.open('/device');
        await mine?.submit(/device$/, { user_code: device.user_code, confirm: 'yes', xsrf });
        expect(mine?.status).toBe(400);
      }
      expect((await poll(app, device.device_code)).body).toMatchObject({ error: 'authorization_pending' });
    });

    it('O1 no code and no token of theirs is in the database, and no password', async () => {
      const device = await startDevice(app);
      await approve(app, device.user_code);
      const { body } = await poll(app, device.device_code);
      const { rows: tables } = await sql<{ name: string }>`
        select table_name as name from information_schema.tables where table_schema = 'public'
      `.execute(app.db);
      const dumps = await Promise.all(
        tables.map(async ({ name: table }) =>
          JSON.stringify((await sql`select * from ${sql.table(table)}`.execute(app.db)).rows),
        ),
      );
      const dump = dumps.join('\n');
      expect(dump).toContain('guichet-cli');
      const secrets = [
        device.device_code,
        device.user_code,
        device.user_code.replace('-', ''),
        String(body['refresh_token']),
        String(body['access_token']),
        password,
      ];
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(7);
        expect(dump.includes(secret)).toBe(false);
      }
    });
  });
}
