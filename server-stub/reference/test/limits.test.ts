import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from './support/app.ts';
import { databases, type TestDatabase } from './support/databases.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`A3 guessing, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { limitFailures: true, trustProxy: ['127.0.0.1'] });
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const ask = (from: string, id: string, secret: string) =>
      app.app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
        payload: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_secret: secret,
        }).toString(),
      });

    it('from one address is answered 429, as the contract says, and the owner elsewhere with a token', async () => {
      const { client_id: id, client_secret: secret } = await app.credential(await app.person('lea'));
      const statuses: number[] = [];
      for (let index = 0; index < 25; index += 1) statuses.push((await ask('203.0.113.9', id, 'wrong')).statusCode);
      expect(new Set(statuses)).toEqual(new Set([401, 429]));
      const refused = await app.call('oauth.token', '/oauth/token', {
        headers: { 'x-forwarded-for': '203.0.113.9', 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=client_credentials&client_id=${id}&client_secret=wrong`,
      });
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/u)]);
      expect((await ask('198.51.100.4', id, secret)).statusCode).toBe(200);
    });
  });
}
