import { describe, expect, it } from 'vitest';
import { Readiness } from '../../src/running/readiness.ts';
import { openApp, untilRightsCount } from '../support/app.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';

const checks = { database: 'ok', migrations: 'ok', changes: 'ok', accepting: 'ok' };

describe.each(databases)('the probes on $name', ({ missing, create }) => {
  it.skipIf(missing !== undefined)(
    'a server that can work is ready; one that is to end is not, and still answers',
    async () => {
      const database = await create();
      const app = await openApp(database, { seed: false });
      try {
        const ready = await app.app.inject('/readyz');
        expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready', checks }]);
        expect(ready.headers['cache-control']).toBe('no-store');
        app.readiness.close();
        const ending = await app.app.inject('/readyz');
        expect([ending.statusCode, ending.json()]).toEqual([
          503,
          { status: 'not ready', checks: { ...checks, accepting: 'failing' } },
        ]);
        const up = await app.app.inject('/healthz');
        expect([up.statusCode, up.json(), up.headers['connection']]).toEqual([200, { status: 'ok' }, 'close']);
        const other = await app.app.inject('/.well-known/jwks.json');
        expect([other.statusCode, other.headers['connection']]).toEqual([200, 'close']);
      } finally {
        await app.close();
        await database.drop();
      }
    },
  );
});

describe.skipIf(postgresMissing !== undefined)('the probes and PostgreSQL', () => {
  it('a database that went away: not ready, but up', async () => {
    const database = await createPostgres();
    const app = await openApp(database, { seed: false });
    try {
      await database.drop();
      await untilRightsCount();
      const { statusCode, body } = await app.app.inject('/readyz');
      expect([statusCode, JSON.parse(body)]).toEqual([
        503,
        { status: 'not ready', checks: { ...checks, database: 'failing', migrations: 'failing', changes: 'failing' } },
      ]);
      expect((await app.app.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await app.close();
    }
  });

  it('tables of an older version in place of those it started with: not ready', async () => {
    const database = await createPostgres();
    const app = await openApp(database, { seed: false });
    try {
      await app.db
        .deleteFrom('kysely_migration' as never)
        .where('name' as never, '=', '006-people' as never)
        .execute();
      const { statusCode, body } = await app.app.inject('/readyz');
      expect([statusCode, JSON.parse(body).checks]).toEqual([503, { ...checks, migrations: 'failing' }]);
    } finally {
      await app.close();
      await database.drop();
    }
  });
});

describe('readiness', () => {
  it('a check that throws, or never ends, fails; the others are told all the same', async () => {
    const readiness = new Readiness();
    readiness.add('fine', () => true);
    readiness.add('broken', () => {
      throw new Error('secret');
    });
    readiness.add('hung', () => new Promise(() => {}));
    expect(await readiness.state()).toEqual({
      ready: false,
      checks: { fine: 'ok', broken: 'failing', hung: 'failing', accepting: 'ok' },
    });
  });

  it('a thousand who ask at once cost one look', async () => {
    const readiness = new Readiness();
    let looks = 0;
    readiness.add('counted', () => ++looks > 0);
    await Promise.all(Array.from({ length: 1_000 }, () => readiness.state()));
    expect(looks).toBe(1);
  });
});
