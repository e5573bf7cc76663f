import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../support/app.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`limits, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;
    beforeAll(async () => {
      database = await create();
      app = await openApp(database, {
        rateLimit: { quota: 5, window: 60 },
        tokenRateLimit: { quota: 8, window: 60 },
        trustProxy: ['127.0.0.1'],
      });
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    const list = (token: string) => app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });

    it('a credential gets so many answers, its tokens counted, and then 429 as the contract says', async () => {
      const credential = await app.credential(await app.person('lea'));
      const token = await app.tokenOf(credential);
      const answers = [];
      for (let n = 0; n < 6; n += 1) answers.push(await list(token));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
      expect(answers.map(({ headers }) => headers['ratelimit'])).toEqual(
        [3, 2, 1, 0, 0, 0].map((left) => expect.stringMatching(`^"default";r=${left};t=(59|60)$`)),
      );
      const refused = answers.at(-1);
      expect(refused?.body).toMatchObject({ type: expect.stringMatching(/rate-limited$/u), status: 429 });
      expect(refused?.headers).toMatchObject({
        'ratelimit-policy': '"default";q=5;w=60',
        'retry-after': expect.stringMatching(/^\d+$/u),
      });
      const noToken = await app.requestToken(credential);
      expect([noToken.statusCode, noToken.json().error]).toEqual([429, 'temporarily_unavailable']);
      // The owner and the owner's other credentials have limits of their own.
      expect((await list(await app.tokenOf(await app.credential(await app.person('lea'))))).status).toBe(200);
    });

    it('an address gets so many token requests, good and bad, and then 429 in the OAuth shape', async () => {
      const ask = (from: string) =>
        app.call('oauth.token', '/oauth/token', {
          headers: { 'x-forwarded-for': from, 'content-type': 'application/x-www-form-urlencoded' },
          body: 'grant_type=client_credentials&client_id=cl_nobody000000&client_secret=wrong',
        });
      const statuses: number[] = [];
      for (let n = 0; n < 9; n += 1) statuses.push((await ask('203.0.113.9')).status);
      expect(statuses).toEqual([...Array.from({ length: 8 }, () => 401), 429]);
      const refused = await ask('203.0.113.9');
      expect(refused.body.error).toBe('temporarily_unavailable');
      expect(refused.headers).toMatchObject({
        'retry-after': expect.stringMatching(/^\d+$/u),
        'ratelimit-policy': '"address";q=8;w=60',
      });
      expect((await ask('198.51.100.4')).status).toBe(401);
    });
  });
}
