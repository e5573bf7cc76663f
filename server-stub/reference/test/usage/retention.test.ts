import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openStore, type Store } from '../../src/store/index.ts';
import { reportUsage } from '../../src/usage/report.ts';
import { rollUpUsage } from '../../src/usage/retention.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';

const now = new Date('2026-06-15T12:34:56Z');
const ago = (days: number, hour = 0) => new Date(Date.UTC(2026, 5, 15, hour) - days * 86_400_000);
const caller = { kind: 'client', clientId: 'cl_1' } as const;

const row = (startsAt: Date, requests: number, more: object = {}) => ({
  caller_kind: caller.kind,
  client_id: caller.clientId,
  starts_at: startsAt,
  span: 'hour' as const,
  operation_id: 'collectivites.list',
  usage: ['public', 'app'],
  status: 200,
  requests,
  bytes_in: requests,
  bytes_out: 10 * requests,
  last_at: new Date(startsAt.getTime() + 1_800_000),
  ...more,
});

const fill = (db: Store) =>
  db
    .insertInto('usage_count')
    .values([
      row(ago(31, 23), 1),
      row(ago(32), 2),
      row(ago(33, 23), 4),
      row(ago(33, 22), 8),
      row(ago(33, 22), 16, { status: 503 }),
      row(ago(33, 22), 32, { usage: ['public'] }),
      row(ago(33), 64, { span: 'day' }),
      row(ago(400), 128, { span: 'day' }),
      row(ago(401), 256, { span: 'day' }),
      row(ago(402, 3), 512),
    ])
    .execute();

const rowsOf = async (db: Store) =>
  (await db.selectFrom('usage_count').selectAll().orderBy('starts_at').orderBy('requests').execute()).map(
    ({ starts_at, span, requests, bytes_out, status, usage }) => [
      starts_at.toISOString().slice(0, 13),
      span,
      requests,
      bytes_out,
      status,
      usage.length,
    ],
  );

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`how long usage is kept, on ${name}`, () => {
    let db: Store;
    let undo: (() => Promise<unknown>)[];
    beforeAll(async () => {
      const { location, drop } = await create();
      const store = await openStore(location);
      undo = [() => store.close(), drop];
      db = store.db;
      await migrate(db);
    });
    beforeEach(() => db.deleteFrom('usage_count').execute());
    afterAll(async () => {
      for (const step of undo) await step();
    });

    it('by the hour for 32 days, by the day for 400; no request is lost or counted twice on the way', async () => {
      await fill(db);
      const kept = { caller, from: ago(400), before: ago(0) };
      const known = await reportUsage(db, kept);
      expect(await rollUpUsage(db, now)).toBe(true);
      const rows = await rowsOf(db);
      expect(rows).toEqual([
        ['2025-05-11T00', 'day', 128, 1_280, 200, 2],
        ['2026-05-13T00', 'day', 16, 160, 503, 2],
        ['2026-05-13T00', 'day', 32, 320, 200, 1],
        ['2026-05-13T00', 'day', 76, 760, 200, 2],
        ['2026-05-14T00', 'hour', 2, 20, 200, 2],
        ['2026-05-15T23', 'hour', 1, 10, 200, 2],
      ]);
      const { hours, ...report } = await reportUsage(db, kept);
      expect(report).toEqual({ ...known, hours: undefined });
      expect(hours.map(({ requests }) => requests)).toEqual([2, 1]);
      await rollUpUsage(db, now);
      expect(await rowsOf(db)).toEqual(rows);
    });

    it('forgets the processes that wrote long ago', async () => {
      const writer = (n: number, writtenAt: Date) => ({
        writer_id: `00000000-0000-4000-8000-00000000000${n}`,
        batch: 1,
        written_at: writtenAt,
      });
      await db
        .insertInto('usage_writer')
        .values([writer(1, ago(40)), writer(2, ago(1))])
        .execute();
      await rollUpUsage(db, now);
      expect((await db.selectFrom('usage_writer').selectAll().execute()).map((one) => one.writer_id)).toEqual([
        writer(2, now).writer_id,
      ]);
    });
  });
}

/** How many advisory locks are held in a database: the one of who rolls up. */
async function locksIn(db: Store): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select count(*)::int as held from pg_locks
    where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
  `.execute(db);
  return rows[0]!.held;
}

describe.skipIf(postgresMissing !== undefined)(
  `replicas that roll up${postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`}`,
  () => {
    it('one at a time: the others leave it', async () => {
      const { location, drop } = await createPostgres();
      const stores = await Promise.all([1, 2, 3].map(() => openStore(location)));
      try {
        const [first] = stores as [(typeof stores)[number]];
        await migrate(first.db);
        await fill(first.db);
        // A row that is held keeps the first one at it.
        const [holding, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
        const held = first.db.transaction().execute(async (transaction) => {
          await transaction.selectFrom('usage_count').selectAll().forUpdate().execute();
          holding.resolve();
          await finish.promise;
        });
        await holding.promise;
        const slow = rollUpUsage(stores[1]!.db, now);
        try {
          await expect.poll(() => locksIn(first.db)).toBe(1);
          expect(await rollUpUsage(stores[2]!.db, now)).toBe(false);
        } finally {
          finish.resolve();
          await held;
        }
        expect(await slow).toBe(true);
        const all = await rowsOf(first.db);
        expect(all.reduce((sum, [, , requests]) => sum + Number(requests), 0)).toBe(255);
      } finally {
        await Promise.all(stores.map((store) => store.close()));
        await drop();
      }
    });
  },
);
