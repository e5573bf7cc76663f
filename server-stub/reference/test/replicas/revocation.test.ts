import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { postgresMissing } from '../support/databases.ts';
import type { DatabaseProxy } from '../support/proxy.ts';
import {
  changes,
  letInFor,
  letInTimes,
  openReplicas,
  partner as join,
  revokeCredential,
  values,
  whoAmI,
  type Replicas,
} from '../support/replicas.ts';
import { statementsOf } from '../support/statements.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`two replicas on one PostgreSQL${reason}`, () => {
  let replicas: Replicas;
  let proxy: DatabaseProxy;
  let here: TestApp;
  let there: TestApp;

  beforeAll(async () => {
    replicas = await openReplicas();
    ({ proxy, here, there } = replicas);
  });
  afterEach(() => {
    proxy.resume();
    proxy.deaf = false;
  });
  afterAll(() => replicas?.close());

  const partner = () => join(replicas);

  // A hundred times each: `revocation.slow.test.ts`.
  describe.each(changes)('T4 $name is refused by the other replica within a second', (kind) => {
    it('by announcement', async () => {
      expect((await letInTimes(replicas, kind, 1)).at(-1)).toBeLessThanOrEqual(1_000);
    });

    it('with the announcements lost', async () => {
      proxy.deaf = true;
      expect((await letInTimes(replicas, kind, 1)).at(-1)).toBeLessThanOrEqual(1_000);
    });
  });

  it('T4 the listening connection is ended by the server: changes of that moment are refused within a second', async () => {
    for (const kind of changes) {
      const { rows } = await sql<{ ended: boolean }>`
        select pg_terminate_backend(pid) as ended from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query like '%pg_current_snapshot%'
      `.execute(here.db);
      expect(rows.filter(({ ended }) => ended).length).toBeGreaterThanOrEqual(1);
      expect(await letInFor(replicas, kind)).toBeLessThanOrEqual(1_000);
    }
  });

  it.each([changes[0], changes[1]])('T4 $name is refused at once by the replica that did it', async (kind) => {
    for (let round = 0; round < 5; round += 1) {
      const somebody = await partner();
      expect(await kind.look(there, somebody)).toBe(kind.before);
      proxy.deaf = true;
      await kind.change(there, somebody);
      expect(await kind.look(there, somebody)).toBe(kind.after);
    }
  });

  it('T4 the database freezes: the replica knows itself stale and refuses with 503, and recovers', async () => {
    const [lasting, ending] = await Promise.all([partner(), partner()]);
    // The news of the new credentials would make it look once more, which no answer would come to.
    await there.changes.sync();
    expect(await Promise.all([lasting, ending].map((one) => values(there, one)))).toEqual([400, 400]);
    proxy.stall();
    const stalledAt = performance.now();
    await revokeCredential(here, ending);
    const revokedAt = performance.now();
    const accepted: number[] = [];
    for (;;) {
      const askedAt = performance.now();
      const status = await values(there, ending);
      if (status === 503) break;
      expect({ status, late: askedAt - stalledAt > 60_000 }).toEqual({ status: 400, late: false });
      accepted.push(askedAt - revokedAt);
      await delay(5);
    }
    expect(Math.max(0, ...accepted)).toBeLessThanOrEqual(1_000);

    const refused = await there.call('utilisateur.get', '/api/v1/utilisateur', { token: lasting.token });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(refused.body.type).toMatch(/unavailable$/u);
    const token = await there.requestToken(lasting.credential);
    expect([token.statusCode, token.json().error]).toEqual([503, 'temporarily_unavailable']);
    expect(await values(here, lasting)).toBe(400);

    proxy.resume();
    let status = 503;
    for (const deadline = performance.now() + 60_000; status === 503 && performance.now() < deadline;)
      status = await values(there, lasting);
    expect(status).toBe(400);
    expect(await values(there, ending)).toBe(401);
  });

  it('T4 a change that commits late is not missed for one that began later and committed before', async () => {
    const [late, early] = await Promise.all([partner(), partner()]);
    expect(await Promise.all([late, early].map((one) => whoAmI(there, one)))).toEqual([200, 200]);
    await here.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('utilisateur').set({ status: 'suspended' }).where('id', '=', late.id).execute();
      await here.db.updateTable('utilisateur').set({ status: 'suspended' }).where('id', '=', early.id).execute();
      await there.changes.sync();
      expect(await Promise.all([late, early].map((one) => whoAmI(there, one)))).toEqual([200, 401]);
    });
    await there.changes.sync();
    expect(await whoAmI(there, late)).toBe(401);
  });

  it('a request looks nothing up while the replica is certain', async () => {
    const somebody = await partner();
    // The news of the new credential would make it look once more.
    await there.changes.sync();
    expect(await values(there, somebody)).toBe(400);
    const looks: number[] = [];
    const { awaited } = await statementsOf(there.db, async () => {
      for (let n = 0; n < 50; n += 1) looks.push(await values(there, somebody));
    });
    expect(new Set(looks)).toEqual(new Set([400]));
    // What the replica itself asks, for the news.
    expect(awaited.filter((text) => !text.includes('pg_current_snapshot'))).toEqual([]);
  });
});
