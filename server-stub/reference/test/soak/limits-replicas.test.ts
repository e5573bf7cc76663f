// Twenty credentials ask for five seconds as fast as they can, which a machine must have to itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApp } from '../support/app.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';

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
});
