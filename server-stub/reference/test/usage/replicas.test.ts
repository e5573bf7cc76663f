import { ProblemError, type Call } from '@guichet/front';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readContract } from '../../src/contract.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { UsageLedger } from '../../src/usage/ledger.ts';
import { openApp, type TestApp } from '../support/app.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { proxyTo, type DatabaseProxy } from '../support/proxy.ts';
import { countsOf, untilCounted } from '../support/usage.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;
const contract = await readContract();
const sum = (rows: readonly { requests: number }[]) => rows.reduce((all, { requests }) => all + requests, 0);

describe.skipIf(postgresMissing !== undefined)(`usage that several replicas count on one PostgreSQL${reason}`, () => {
  let database: TestDatabase;
  let replicas: TestApp[];
  beforeAll(async () => {
    database = await createPostgres();
    replicas = [await openApp(database), await openApp(database)];
    // As limits do: they refuse once they know who calls.
    let seen = 0;
    for (const { app } of replicas) {
      app.addHook('preHandler', async ({ url }) => {
        if (url.startsWith('/api/v1/collectivites/') && ++seen % 9 === 0)
          throw new ProblemError('rate-limited', 'Wait a second.');
      });
    }
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await database?.drop();
  });

  it('O4 exact under concurrency, 429s included, whichever replica answered', async () => {
    const [here] = replicas as [TestApp];
    const lea = await here.person('lea');
    const credentials = await Promise.all([1, 2, 3, 4, 5].map(() => here.credential(lea)));
    const tokens = await Promise.all(credentials.map((credential) => here.tokenOf(credential)));
    const made = new Map(credentials.map(({ client_id }) => [`${client_id} oauth.token 200`, 1]));
    const lanes = Array.from({ length: 40 }, async (_, lane) => {
      const [client, token] = [credentials[lane % 5]!.client_id, tokens[lane % 5]];
      for (let n = 0; n < 50; n += 1) {
        const { statusCode } = await replicas[(lane + n) % 2]!.app.inject({
          url: `/api/v1/collectivites/${n % 3 === 0 ? 999_999 : 3812}`,
          headers: { authorization: `Bearer ${token}` },
        });
        // On a busy machine a replica may not be certain who calls, and says so: that is nobody's.
        if (statusCode === 503) continue;
        const key = `${client} collectivites.get ${statusCode}`;
        made.set(key, (made.get(key) ?? 0) + 1);
      }
    });
    await Promise.all(lanes);
    expect([...made.keys()].filter((key) => key.endsWith('429'))).toHaveLength(5);
    for (const { client_id } of credentials) {
      const own = new Map([...made].filter(([key]) => key.startsWith(`${client_id} `)));
      const all = [...own.values()].reduce((total, count) => total + count, 0);
      const rows = await untilCounted(here.db, client_id, all);
      expect(new Map(rows.map((row) => [`${client_id} ${row.operation_id} ${row.status}`, row.requests]))).toEqual(own);
    }
  });
});

describe.skipIf(postgresMissing !== undefined)(`usage and a database that comes and goes${reason}`, () => {
  let database: TestDatabase;
  let watcher: TestApp;
  let proxy: DatabaseProxy;
  let store: { db: Store; close(): Promise<void> };
  let clientId: string;
  let messages: string[];

  beforeAll(async () => {
    database = await createPostgres();
    if (database.location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
    watcher = await openApp(database, { usage: false });
    proxy = await proxyTo(database.location.url);
  });
  afterEach(async () => {
    proxy.mute = false;
    proxy.resume();
    await store.close();
  });
  afterAll(async () => {
    await watcher?.close();
    await proxy?.close();
    await database?.drop();
  });

  /** A ledger whose database is behind the proxy, and has answered it once. */
  async function openLedger(): Promise<UsageLedger> {
    clientId = `cl_${Math.random().toString(36).slice(2)}`;
    messages = [];
    store = await openStore({ kind: 'postgres', url: proxy.url });
    const ledger = new UsageLedger(store.db, { report: (_, message) => messages.push(message) });
    count(ledger, 1);
    await ledger.flush();
    return ledger;
  }

  function count(ledger: UsageLedger, requests: number, status = 200): void {
    const call: Call = {
      requestId: 'r',
      method: 'GET',
      address: '127.0.0.1',
      operation: contract.operation('collectivites.get'),
      caller: { kind: 'apiKey', clientId },
      status,
      problem: undefined,
      bytesIn: 1,
      bytesOut: 2,
      duration: 1,
    };
    for (let n = 0; n < requests; n += 1) ledger.count(call);
  }

  const counted = async () => sum(await countsOf(watcher.db, clientId));

  it('O4 the answer to a commit is lost: the batch is sent again, and counted once', async () => {
    const ledger = await openLedger();
    proxy.mute = true;
    count(ledger, 10);
    const lost = ledger.flush().then(
      () => 'answered',
      () => 'lost',
    );
    await expect.poll(counted).toBe(11);
    proxy.cut();
    expect(await lost).toBe('lost');
    proxy.mute = false;
    count(ledger, 5);
    count(ledger, 3, 404);
    await ledger.flush();
    expect(await countsOf(watcher.db, clientId)).toMatchObject([
      { status: 200, requests: 16, bytes_in: 16, bytes_out: 32 },
      { status: 404, requests: 3, bytes_in: 3, bytes_out: 6 },
    ]);
    await ledger.close();
    expect(await counted()).toBe(19);
  });

  it('the database freezes: counts are kept, attempts that come through later change nothing, and the log is told once', async () => {
    const ledger = await openLedger();
    proxy.stall();
    count(ledger, 10);
    // The first attempt is given up after 5 s, the next is made a second later: both are on their way then.
    await new Promise((resolve) => setTimeout(resolve, 7_500));
    count(ledger, 7);
    expect(await counted()).toBe(1);
    expect(messages).toEqual(['Usage cannot be written. It is kept in memory and will be tried again.']);
    proxy.resume();
    await expect.poll(counted, { timeout: 15_000 }).toBe(18);
    await ledger.close();
    expect(await counted()).toBe(18);
  });

  it('the database is gone at the end: the process ends all the same, and the log says how much is missing', async () => {
    const ledger = await openLedger();
    await ledger.flush();
    proxy.stall();
    count(ledger, 4);
    const started = performance.now();
    await ledger.close();
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(messages.at(-1)).toBe('The usage of 4 requests could not be written before the process ended.');
  });
});
