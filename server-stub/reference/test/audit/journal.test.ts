import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { AuthenticationJournal } from '../../src/audit/journal.ts';
import { noteRefusals } from '../../src/audit/refusals.ts';
import type { NotedEvent } from '../../src/audit/row.ts';
import { migrate, openStore, type Store } from '../../src/store/index.ts';
import { openApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';
import { proxyTo } from '../support/proxy.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function openJournal(location: Parameters<typeof openStore>[0]) {
  const store = await openStore(location);
  undo.push(() => store.close());
  await migrate(store.db);
  const faults: unknown[] = [];
  const journal = new AuthenticationJournal(store.db, (error) => faults.push(error));
  undo.push(() => journal.close());
  return { db: store.db, journal, faults };
}

const event = (more: Partial<NotedEvent> = {}): NotedEvent => ({
  type: 'token.issued',
  outcome: 'success',
  requestId: 'r',
  address: '203.0.113.7',
  clientId: 'cl_000000000001',
  ...more,
});
const refused = (more: Partial<NotedEvent> = {}) =>
  event({ type: 'client.refused', outcome: 'failure', reason: 'wrong_secret', ...more });
/** Of somebody who is nobody, from anywhere, with any name. */
const stranger = (index: number): NotedEvent => {
  const { clientId: _none, ...nobody } = refused({ reason: 'unknown_client' });
  return { ...nobody, claimedClientId: `x${index}`, address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` };
};

const rowsOf = (db: Store) => db.selectFrom('audit_event').selectAll().orderBy('event_id').execute();

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`events of authentication on their way, on ${name}`, () => {
    async function open() {
      const database = await create();
      undo.push(() => database.drop());
      return openJournal(database.location);
    }

    it('O5 each is written once, within a second', async () => {
      const { db, journal } = await open();
      for (let count = 0; count < 3; count += 1) journal.note(event({ requestId: `r${count}` }));
      await expect.poll(async () => (await rowsOf(db)).length, { timeout: 1_000, interval: 50 }).toBe(3);
      await journal.close();
      expect((await rowsOf(db)).map(({ request_id: id }) => id)).toEqual(['r0', 'r1', 'r2']);
    });

    it('O5 a flood of strangers is some hundred lines with their number, and takes none from the clients there are', async () => {
      const { db, journal } = await open();
      const flood = 60_000;
      let most = 0;
      for (let index = 0; index < flood; index += 1) {
        journal.note(stranger(index));
        most = Math.max(most, journal.size);
      }
      for (let count = 0; count < 500; count += 1) journal.note(refused({ requestId: `r${count}` }));
      journal.note(refused({ clientId: 'cl_000000000002', reason: 'revoked' }));
      await journal.flush();
      const first = await rowsOf(db);
      // The minute may end in between: then the kinds are told apart twice.
      expect(first.length).toBeLessThanOrEqual(2 * 202 + 2);
      expect(first.filter(({ client_id: id }) => id?.startsWith('cl_')).length).toBeGreaterThanOrEqual(2);
      await journal.close();
      const rows = await rowsOf(db);
      expect(rows.length).toBeLessThanOrEqual(2 * 204 + 2);
      expect(most).toBeLessThan(11_000);
      const times = (reason: string) =>
        rows.filter((row) => row.reason === reason).reduce((sum, { count }) => sum + count, 0);
      expect([times('unknown_client'), times('wrong_secret'), times('revoked')]).toEqual([flood, 500, 1]);
      const rest = rows.find(({ count, reason }) => reason === 'unknown_client' && count > 1_000);
      expect(rest).toMatchObject({ client_id: null, address: null, details: { since: expect.any(String) } });
    });

    it('O5 of failures that are alike the first has its request, the others one line with their network', async () => {
      const { db, journal } = await open();
      const address = '2001:db8:1:2:3:4:5:6';
      const at = new Date();
      // Not across the end of a minute.
      if (at.getSeconds() >= 58) await new Promise((resolve) => setTimeout(resolve, 3_000));
      for (let count = 0; count < 4; count += 1) journal.note(refused({ address, requestId: `r${count}` }));
      await journal.close();
      expect(await rowsOf(db)).toMatchObject([
        { count: 1, address, request_id: 'r0' },
        { count: 3, address: '2001:db8:1:2::/64', request_id: null, client_id: 'cl_000000000001' },
      ]);
    });

    it('O5 while the database takes nothing they are kept, and then written once each', async () => {
      const { db, journal, faults } = await open();
      await sql`alter table audit_event rename to away`.execute(db);
      for (let count = 0; count < 10; count += 1) journal.note(event({ requestId: `r${count}` }));
      await expect(journal.flush()).rejects.toThrow('audit_event');
      journal.note(event({ requestId: 'r10' }));
      await expect.poll(() => faults.length, { timeout: 3_000 }).toBeGreaterThan(0);
      expect(journal.size).toBe(11);
      await sql`alter table away rename to audit_event`.execute(db);
      await journal.flush();
      const ids = (await rowsOf(db)).map(({ request_id: id }) => id);
      expect(ids).toEqual(Array.from({ length: 11 }, (_, index) => `r${index}`));
    });

    it('whatever was typed can be stored: NUL, halves of characters, and what only looks like a person', async () => {
      const { db, journal, faults } = await open();
      const odd = 'a\0b\ud800c\u0007';
      const { clientId: _none, ...nobody } = refused();
      journal.note({ ...nobody, claimedClientId: odd });
      journal.note(refused({ login: odd }));
      journal.note(event({ subject: 'not a uuid' }));
      await journal.flush();
      expect(faults).toEqual([]);
      expect(await rowsOf(db)).toMatchObject(
        [{ client_id: /^a.b.c.…$/u }, {}, { subject_id: null }].map((row) =>
          'client_id' in row ? { client_id: expect.stringMatching(row.client_id as RegExp) } : row,
        ),
      );
    });

    it('O5 what the database refuses for good holds up nothing, and that it is missing is a line', async () => {
      const { db, journal, faults } = await open();
      await sql`alter table audit_event add constraint odd check (type <> 'token.revoked')`.execute(db);
      journal.note(event({ type: 'token.revoked' }));
      await journal.flush();
      journal.note(event());
      await journal.flush();
      expect((await rowsOf(db)).map(({ type, count }) => [type, count])).toEqual([
        ['audit.lost', 1],
        ['token.issued', 1],
      ]);
      expect(faults).toHaveLength(1);
    });
  });
}

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`events of authentication and their database${reason}`, () => {
  async function create() {
    const database = await createPostgres();
    undo.push(() => database.drop());
    if (database.location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
    return { database, url: database.location.url };
  }

  it('O5 a batch that was written, but whose answer was lost, is not written twice', async () => {
    const { url } = await create();
    const proxy = await proxyTo(url);
    undo.push(() => proxy.close());
    const { db, journal } = await openJournal({ kind: 'postgres', url: proxy.url });
    const direct = await openStore({ kind: 'postgres', url });
    undo.push(() => direct.close());
    for (let count = 0; count < 7; count += 1) journal.note(event({ requestId: `r${count}` }));
    proxy.mute = true;
    const failed = journal.flush().catch((error: unknown) => error);
    await expect.poll(async () => (await rowsOf(direct.db)).length, { timeout: 10_000 }).toBe(7);
    proxy.cut();
    proxy.mute = false;
    expect(await failed).toBeInstanceOf(Error);
    journal.note(event({ requestId: 'r7' }));
    await journal.flush();
    expect((await rowsOf(db)).map(({ request_id: id }) => id)).toEqual([...'01234567'].map((id) => `r${id}`));
    expect(journal.size).toBe(0);
  });

  it('O5 memory is bounded: what does not fit any more is counted as lost', async () => {
    const { url } = await create();
    const { db, journal } = await openJournal({ kind: 'postgres', url });
    await sql`alter table audit_event rename to away`.execute(db);
    for (let count = 0; count < 103_000; count += 1) journal.note(event());
    await expect(journal.flush()).rejects.toThrow('audit_event');
    expect(journal.size).toBeLessThanOrEqual(102_000);
    await sql`alter table away rename to audit_event`.execute(db);
    await journal.flush();
    const { rows } = await sql<{ type: string; lines: number; times: number }>`
      select type, count(*)::int as lines, sum(count)::int as times from audit_event group by type order by type
    `.execute(db);
    expect(rows.map(({ type }) => type)).toEqual(['audit.lost', 'token.issued']);
    expect(rows[0]?.times).toBeGreaterThan(0);
    expect(rows.reduce((sum, { times }) => sum + times, 0)).toBe(103_000);
  });

  it('O5 a server that ends writes what it noted; one that is not to record it does not', async () => {
    const { database, url } = await create();
    const app = await openApp(database, { seed: true });
    const credential = await app.credential(await app.person('lea'));
    await app.tokenOf(credential);
    await app.close();
    const off = await openApp(database, { audit: false });
    expect(off.journal).toBeUndefined();
    await off.tokenOf(credential);
    await off.call('credentials.revoke', `/api/v1/credentials/${credential.client_id}/revoke`, {
      token: await off.person('lea'),
      body: {},
    });
    await off.close();
    const store = await openStore({ kind: 'postgres', url });
    undo.push(() => store.close());
    const types = (await rowsOf(store.db)).map(({ type }) => type);
    expect(types).toEqual(['credential.created', 'token.issued', 'credential.revoked']);
  });

  it('O5 what operations refuse: keys, tokens, and what the limit on failures did not look at, not the one on calls', async () => {
    const { url } = await create();
    const { db, journal } = await openJournal({ kind: 'postgres', url });
    const observe = noteRefusals(journal);
    const call = { requestId: 'r', method: 'GET', address: '203.0.113.7', operation: undefined, caller: undefined };
    const refusal = { ...call, status: 400, bytesIn: 0, bytesOut: 0, duration: 1 };
    for (const problem of ['not-found', 'rate-limited', 'invalid-api-key', 'invalid-token', undefined] as const) {
      observe({ ...refusal, problem });
    }
    observe({ ...refusal, problem: 'rate-limited', caller: { kind: 'client', clientId: 'cl_000000000001' } });
    await journal.flush();
    expect((await rowsOf(db)).map(({ type, reason: why }) => [type, why])).toEqual([
      ['attempts.limited', 'rate_limited'],
      ['api_key.refused', 'invalid_api_key'],
      ['access.refused', 'invalid_token'],
    ]);
  });

  it('O5 a page of a long history, and the latest of all, come by their indexes without sorting', async () => {
    const { url } = await create();
    const { db } = await openJournal({ kind: 'postgres', url });
    await sql`
      insert into audit_event (type, client_id, occurred_at, details)
      select 'token.issued', 'cl_' || (n % 20), now() - n * interval '1 s', '{}' from generate_series(1, 60000) as n
    `.execute(db);
    await sql`analyze audit_event`.execute(db);
    const plan = async (query: ReturnType<typeof sql>) =>
      (await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)).rows
        .map((row) => row['QUERY PLAN'])
        .join('\n');
    const page = await plan(sql`select * from audit_event where client_id = 'cl_7'
      order by occurred_at desc, event_id desc limit 20 offset 100`);
    const latest = await plan(sql`select * from audit_event order by occurred_at desc, event_id desc limit 100`);
    const count = await plan(sql`select count(*) from audit_event where client_id = 'cl_7'`);
    expect(page).toContain('Backward using audit_event_client');
    expect(latest).toContain('Backward using audit_event_time');
    expect(count).toContain('audit_event_client');
    for (const one of [page, latest, count]) expect(one).not.toMatch(/Sort|Seq Scan/u);
  });
});
