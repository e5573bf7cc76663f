import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { guard } from '../../src/guard.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { unhurried } from '../../src/store/patience.ts';
import { look, patience, silence } from '../../src/store/waits.ts';
import { createPostgres, postgresMissing } from './databases.ts';
import { proxyTo } from './proxy.ts';

/** What a database is waited for, by the waits as they are in `src/store/waits.ts`, or shorter ones in their place. */
export function testPatience(): void {
  const longer = patience + 5_000;
  describe.skipIf(postgresMissing !== undefined)('how long PostgreSQL may take', () => {
    it('a statement is given up by the server when its caller is told; a migration has the time it needs', async () => {
      const database = await createPostgres();
      const store = await openStore(database.location);
      try {
        const sleep = sql`select pg_sleep(${longer / 1_000})`;
        const started = performance.now();
        const short = guard(async () => sleep.execute(store.db)).then(
          () => undefined,
          (error: unknown) => error,
        );
        const long = unhurried(store.db, async (db) => {
          await sleep.execute(db);
          return performance.now() - started;
        });
        expect(await short).toMatchObject({ kind: 'unavailable' });
        await expect.poll(() => sleeping(store.db), { timeout: longer - patience }).toBe(1);
        expect(await long).toBeGreaterThan(longer);
        expect(await sleeping(store.db)).toBe(0);
        // The connection has its patience back.
        const settings = await Promise.all(
          [1, 2, 3].map(() => sql`select current_setting('statement_timeout') as timeout`.execute(store.db)),
        );
        expect(new Set(settings.map(({ rows }) => JSON.stringify(rows)))).toEqual(
          new Set([JSON.stringify([{ timeout: patience % 1_000 === 0 ? `${patience / 1_000}s` : `${patience}ms` }])]),
        );
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
        await expect.poll(() => store.pool?.().open, { timeout: 2 * (silence - patience) + 2 * look }).toBe(0);
        // What was swallowed stays so: only new connections work.
        proxy.resume();
        await ask();
      } finally {
        await store.close();
        await proxy.close();
        await database.drop();
      }
    });
  });
}

async function sleeping(db: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()
  `.execute(db);
  return rows[0]?.count ?? 0;
}
