import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimits } from '@guichet/front';
import { SharedRateLimits } from '../../src/limits/shared-rate-limits.ts';
import { migrate, openStore } from '../../src/store/index.ts';
import { openApp } from '../support/app.ts';
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

  it('O4 twice the limit from 20 credentials over two servers for 5 s: the limit is admitted, nothing fails', async () => {
    const settings = { rateLimit: { quota: 20, window: 5 } };
    const apps = [await openApp(database, settings)];
    apps.push(await openApp(database, settings));
    closers.push(async () => void (await Promise.all(apps.map((app) => app.close()))));
    const [one] = apps;
    const people = [await one!.person('lea'), await one!.person('ana')];
    const credentials = [];
    for (let n = 0; n < 20; n += 1) credentials.push(await one!.credential(people[n % 2]!));
    const tokens = await Promise.all(credentials.map((each) => one!.tokenOf(each)));
    // The tokens were of their limits too.
    await sleep(5_500);

    const statuses = new Map<number, number>();
    const underWay: Promise<void>[] = [];
    const ask = async (app: (typeof apps)[number], token: string) => {
      const { status } = await app.call('collectivites.list', '/api/v1/collectivites?limit=1', { token });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    const start = performance.now();
    const [rate, total] = [20 * 8, 20 * 40];
    for (let sent = 0; sent < total; sent += 1) {
      await sleep(Math.max(0, start + (sent * 1000) / rate - performance.now()));
      underWay.push(ask(apps[Math.floor(Math.random() * 2)]!, tokens[sent % 20]!));
    }
    await Promise.all(underWay);
    expect([...statuses.keys()].toSorted()).toEqual([200, 429]);
    // By a busy clock the load lasts longer, and the window lets more in.
    const windows = Math.max(1, (performance.now() - start) / 5_000);
    const admitted = statuses.get(200)! / (20 * 20);
    expect(admitted).toBeGreaterThan(0.9);
    expect(admitted).toBeLessThan(1.1 * windows);
  });

  it('one hears what the other admitted within half a second, also when it is started later', async () => {
    const one = await openReplica(10, 60);
    for (let n = 0; n < 6; n += 1) expect(one.limits.take('desk').allowed).toBe(true);
    await sleep(500);
    const other = await openReplica(10, 60);
    other.limits.take('desk');
    await sleep(500);
    expect(other.limits.take('desk').remaining).toBe(10 - 6 - 2);
    // It hears of a subject when it asks for it: the other has told by then.
    await sleep(500);
    one.limits.take('desk');
    await sleep(500);
    expect(one.limits.take('desk').remaining).toBe(10 - 6 - 2 - 2);
  });

  it('what one admitted outlives it: it tells at its end', async () => {
    const one = await openReplica(10, 60);
    for (let n = 0; n < 6; n += 1) one.limits.take('desk');
    await one.shared.close();
    const other = await openReplica(10, 60);
    other.limits.take('desk');
    await sleep(500);
    expect(other.limits.take('desk').remaining).toBe(10 - 6 - 2);
    expect(await query('select 1 from rate_limit_replica')).toHaveLength(1);
  });

  it('the database away: a request does not wait, each has its share, and they find together again', async () => {
    const proxy = await proxyTo(url());
    closers.push(() => proxy.close());
    const one = await openReplica(40, 2, proxy.url);
    const other = await openReplica(40, 2);
    closers.push(async () => proxy.resume());
    // It hears of the other.
    one.limits.take('desk');
    await sleep(300);
    proxy.stall();
    one.limits.take('desk');
    await sleep(4_000);
    const started = performance.now();
    const admitted = Array.from({ length: 100 }, () => one.limits.take('desk')).filter(({ allowed }) => allowed).length;
    expect(performance.now() - started).toBeLessThan(100);
    expect(admitted).toBeGreaterThan(0);
    expect(admitted).toBeLessThanOrEqual(20);
    proxy.resume();
    await sleep(2_500);
    one.limits.take('desk');
    await sleep(500);
    other.limits.take('desk');
    await sleep(500);
    expect(other.limits.take('desk').remaining).toBe(37);
  });

  it('the database refuses: it is reported once for each outage', async () => {
    const one = await openReplica(40, 60);
    await query('alter table rate_limit_use rename to elsewhere');
    one.limits.take('desk');
    await sleep(2_500);
    expect(one.reports).toHaveLength(1);
    await query('alter table elsewhere rename to rate_limit_use');
    await sleep(1_500);
    expect(await query('select used from rate_limit_use')).toEqual([{ used: 1 }]);
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
