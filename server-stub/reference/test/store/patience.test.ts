import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { guard } from '../../src/guard.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { unhurried } from '../../src/store/patience.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';
import { proxyTo } from '../support/proxy.ts';

describe.skipIf(postgresMissing !== undefined)('how long PostgreSQL may take', () => {
  it('a statement is given up by the server when its caller is told; a migration has the time it needs', async () => {
    const database = await createPostgres();
    const store = await openStore(database.location);
    try {
      const sleep = sql`select pg_sleep(17)`;
      const started = performance.now();
      const short = guard(async () => sleep.execute(store.db)).then(
        () => undefined,
        (error: unknown) => error,
      );
      const long = unhurried(store.db, async (db) => {
        await sleep.execute(db);
        return performance.now() - started;
      });
      await expect.poll(() => sleeping(store.db), { timeout: 3_000 }).toBe(2);
      expect(await short).toMatchObject({ kind: 'unavailable' });
      await expect.poll(() => sleeping(store.db), { timeout: 1_000 }).toBe(1);
      expect(await long).toBeGreaterThan(17_000);
      expect(await sleeping(store.db)).toBe(0);
      // The connection has its patience back.
      const settings = await Promise.all(
        [1, 2, 3].map(() => sql`select current_setting('statement_timeout') as timeout`.execute(store.db)),
      );
      expect(new Set(settings.map(({ rows }) => JSON.stringify(rows)))).toEqual(new Set(['[{"timeout":"15s"}]']));
    } finally {
      await store.close();
      await database.drop();
    }
  });

  it('connections into a void are dropped, and the pool works again when the database does', async () => {
    const database = await createPostgres();
    const proxy = await proxyTo((database.location as { url: string }).url);
    const store = await openStore({ kind: 'postgres', url: proxy.url, poolSize: 3 });
    const ask = () => guard(async () => sql`select 1`.execute(store.db));
    try {
      await Promise.all([ask(), ask(), ask()]);
      proxy.stall();
      const refused = await Promise.allSettled([ask(), ask(), ask()]);
      const unavailable = { status: 'rejected', reason: { kind: 'unavailable' } };
      expect(refused).toMatchObject([unavailable, unavailable, unavailable]);
      expect(store.pool?.()).toMatchObject({ limit: 3, open: 3, idle: 0 });
      await expect.poll(() => store.pool?.().open, { timeout: 12_000 }).toBe(0);
      // What was swallowed stays so: only new connections work.
      proxy.resume();
      await ask();
    } finally {
      await store.close();
      await proxy.close();
      await database.drop();
    }
  });

  it('a connection that ends in the middle of a transaction ends the transaction, not the process', async () => {
    const database = await createPostgres();
    const store = await openStore(database.location);
    try {
      const work = store.db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(store.db);
        // Nobody listens now.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 1`.execute(transaction);
      });
      await expect(guard(() => work)).rejects.toMatchObject({ kind: 'unavailable' });
      await sql`select 1`.execute(store.db);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});

it.each(databases)(
  'work without hurry runs in a transaction, too, and passes on what it throws: $name',
  async (place) => {
    if (place.missing !== undefined) return;
    const database = await place.create();
    const store = await openStore(database.location);
    try {
      const answer = unhurried(store.db, (db) =>
        db.transaction().execute(async (transaction) => {
          await sql`select 1/0`.execute(transaction);
        }),
      );
      await expect(answer).rejects.toThrow('division by zero');
    } finally {
      await store.close();
      await database.drop();
    }
  },
);

async function sleeping(db: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()
  `.execute(db);
  return rows[0]?.count ?? 0;
}
