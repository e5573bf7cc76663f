import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimits } from '@guichet/front';
import { SharedRateLimits } from '../../src/limits/shared-rate-limits.ts';
import { migrate, openStore } from '../../src/store/index.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { proxyTo } from '../support/proxy.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`limits of two replicas${reason}`, () => {
  let database: TestDatabase;
  let closers: (() => Promise<void>)[];
  beforeEach(async () => {
    database = await createPostgres();
    closers = [];
  });
  afterEach(async () => {
    for (const close of closers.toReversed()) await close();
    await database.drop();
  });

  const url = () => (database.location as { url: string }).url;

  async function openReplica(quota: number, window: number, through = url()) {
    const store = await openStore({ kind: 'postgres', url: through });
    await migrate(store.db);
    const reports: unknown[] = [];
    const shared = new SharedRateLimits({ db: store.db, shared: true, report: (error) => reports.push(error) });
    const limits: RateLimits = shared.add({ name: 'default', quota, window });
    await shared.start();
    closers.push(async () => {
      await shared.close();
      await store.close();
    });
    return { limits, shared, reports };
  }

  async function query<Row extends object>(statement: string): Promise<Row[]> {
    const client = new Client({ connectionString: url() });
    await client.connect();
    try {
      return (await client.query<Row>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** What a replica would still admit, by what it has heard. To ask uses nothing. */
  const left = (limits: RateLimits, subject = 'desk') => limits.take(subject, 0).remaining;
  const hears = (limits: RateLimits, remaining: number, subject?: string) =>
    expect.poll(() => left(limits, subject), { timeout: 30_000, interval: 10 }).toBe(remaining);
  /** Waits until the replicas have told of so many requests in all. */
  const told = (requests: number) =>
    expect
      .poll(async () => (await query('select coalesce(sum(used), 0)::int as used from rate_limit_use'))[0], {
        timeout: 30_000,
        interval: 25,
      })
      .toEqual({ used: requests });

  it('one hears what the other admitted within half a second, also when it is started later', async () => {
    const one = await openReplica(10, 60);
    for (let n = 0; n < 6; n += 1) expect(one.limits.take('desk').allowed).toBe(true);
    await told(6);
    const other = await openReplica(10, 60);
    other.limits.take('desk');
    await hears(other.limits, 10 - 6 - 1);
    // It hears of a subject when it asks for it: the other has told by then.
    await told(7);
    one.limits.take('desk');
    await hears(one.limits, 10 - 6 - 1 - 1);
    const took: number[] = [];
    for (const subject of ['a', 'b', 'c']) {
      one.limits.take(subject);
      const admitted = performance.now();
      await hears(other.limits, 9, subject);
      took.push(performance.now() - admitted);
    }
    // A machine that is busy with something else is late, but not each time.
    expect(Math.min(...took)).toBeLessThan(500);
  });

  it('what one admitted outlives it: it tells at its end', async () => {
    const one = await openReplica(10, 60);
    for (let n = 0; n < 6; n += 1) one.limits.take('desk');
    await one.shared.close();
    const other = await openReplica(10, 60);
    other.limits.take('desk');
    await hears(other.limits, 10 - 6 - 1);
    expect(await query('select 1 from rate_limit_replica')).toHaveLength(1);
  });

  it('the database away: a request does not wait, each has its share, and they find together again', async () => {
    const [quota, window] = [40, 1];
    const proxy = await proxyTo(url());
    closers.push(() => proxy.close());
    const one = await openReplica(quota, window, proxy.url);
    const other = await openReplica(quota, window);
    closers.push(async () => proxy.resume());
    // It hears of the other.
    one.limits.take('desk');
    await told(1);
    proxy.stall();
    one.limits.take('desk');
    await expect.poll(() => one.reports, { timeout: 30_000 }).toHaveLength(1);
    // What it used before is over.
    await sleep(2_000 * window);
    const started = performance.now();
    const admitted = Array.from({ length: 100 }, () => one.limits.take('desk')).filter(({ allowed }) => allowed).length;
    const took = performance.now() - started;
    // A hundred waits for a database that is away would be a hundred seconds.
    expect(took).toBeLessThan(1_000);
    expect(admitted).toBeGreaterThan(0);
    expect(admitted).toBeLessThanOrEqual((quota / 2) * (1 + took / (window * 1_000)));
    proxy.resume();
    let round = 0;
    const together = async () => {
      const subject = `desk ${(round += 1)}`;
      one.limits.take(subject);
      other.limits.take(subject);
      await sleep(250);
      return left(other.limits, subject);
    };
    await expect.poll(together, { timeout: 30_000 }).toBe(quota - 2);
  });

  it('the database refuses: it is reported once for each outage', async () => {
    const one = await openReplica(40, 60);
    await query('alter table rate_limit_use rename to elsewhere');
    one.limits.take('desk');
    await expect.poll(() => one.reports, { timeout: 30_000 }).toHaveLength(1);
    // It tries again each second.
    await sleep(1_500);
    expect(one.reports).toHaveLength(1);
    await query('alter table elsewhere rename to rate_limit_use');
    await told(1);
  });

  it('rows of windows that are over are removed, and no address stands in the others', async () => {
    await query('select 1');
    const one = await openReplica(40, 60);
    one.limits.take('address 203.0.113.9');
    await query(
      `insert into rate_limit_use values ('old', 1, '00000000-0000-4000-8000-000000000001', 1, 1, 1, now() - interval '1 s')`,
    );
    await one.shared.close();
    await (await openReplica(40, 60)).shared.close();
    const rows = await query<{ subject: string }>('select subject from rate_limit_use');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.subject).toMatch(/^[\w-]{22}$/u);
  });
});
