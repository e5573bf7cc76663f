import { describe, expect, it } from 'vitest';
import { openApp, untilRightsCount } from '../support/app.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`the database goes away${reason}`, () => {
  it('T4 fails closed: a valid token gets 503 with Retry-After, never rows; health tells', async () => {
    const database = await createPostgres();
    const app = await openApp(database);
    try {
      const lea = await app.person('lea');
      const credential = await app.credential(lea);
      const list = () => app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token: lea });
      expect((await list()).status).toBe(200);
      await database.drop();
      await untilRightsCount();
      const refused = await list();
      expect(refused.status).toBe(503);
      expect(refused.headers['retry-after']).toBe('1');
      expect(refused.text).not.toContain('reference_test');
      const token = await app.requestToken(credential);
      expect([token.statusCode, token.headers['retry-after'], token.json().error]).toEqual([
        503,
        '1',
        'temporarily_unavailable',
      ]);
      const health = await app.call('operations.health', '/health');
      expect(health.body).toMatchObject({ status: 'degraded', checks: { store: 'down' } });
    } finally {
      await app.close();
    }
  });
});
