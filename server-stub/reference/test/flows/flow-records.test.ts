import { memoryFlowRecords, type FlowRecords } from '@guichet/front';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Peppers } from '../../src/credentials/pepper.ts';
import { storedFlowRecords } from '../../src/flows/flow-records.ts';
import { migrate, openStore, type Store } from '../../src/store/index.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';

const first = { version: 1, key: randomBytes(32) };
const second = { version: 2, key: randomBytes(32) };
const peppers = new Peppers([first]);

/** A database of its own, brought up to date, without the demonstration. */
function database(create: () => Promise<TestDatabase>) {
  const open: { db: Store; again(): Promise<Store> } = {
    get db(): Store {
      throw new Error('not open yet');
    },
    again: async () => {
      const store = await openStore(place.location);
      closers.push(store.close);
      return store.db;
    },
  };
  const closers: (() => Promise<void>)[] = [];
  let place: TestDatabase;
  beforeAll(async () => {
    place = await create();
    Object.defineProperty(open, 'db', { value: await open.again() });
    await migrate(open.db);
  });
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()));
    await place?.drop();
  });
  return open;
}

afterEach(() => void vi.useRealTimers());

/** The clock that tells what has expired, moved on. Timers go as always. */
function later(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
}

/** What every implementation does. */
function behaviour(records: () => FlowRecords): void {
  const write = async (payload: object = {}, expiresIn: number | undefined = 600) => {
    const id = randomUUID();
    await records().upsert('DeviceCode', id, { ...payload }, expiresIn);
    return id;
  };

  it('finds what was written, of its kind only', async () => {
    const id = await write({ scope: 'a b', nested: { list: [1, null, 'é'] } });
    expect(await records().find('DeviceCode', id)).toEqual({ scope: 'a b', nested: { list: [1, null, 'é'] } });
    expect(await records().find('RefreshToken', id)).toBeUndefined();
    expect(await records().find('DeviceCode', 'other')).toBeUndefined();
  });

  it('finds by uid and by user code, of its kind only', async () => {
    const [uid, userCode] = [randomUUID(), randomUUID()];
    await write({ uid, userCode, n: 1 });
    expect(await records().findByUid('DeviceCode', uid)).toMatchObject({ n: 1 });
    expect(await records().findByUid('Session', uid)).toBeUndefined();
    expect(await records().findByUserCode('DeviceCode', userCode)).toMatchObject({ n: 1 });
    expect(await records().findByUserCode('Session', userCode)).toBeUndefined();
    expect(await records().findByUserCode('DeviceCode', uid)).toBeUndefined();
  });

  it('writes anew, with other names to be found by', async () => {
    const [before, after] = [randomUUID(), randomUUID()];
    const id = await write({ uid: before });
    await records().upsert('DeviceCode', id, { uid: after, accountId: 'lea' }, 600);
    expect(await records().find('DeviceCode', id)).toEqual({ uid: after, accountId: 'lea' });
    expect(await records().findByUid('DeviceCode', before)).toBeUndefined();
    expect(await records().findByUid('DeviceCode', after)).toBeDefined();
  });

  it('K5 consumes once, and tells when; writing anew does not undo it', async () => {
    const id = await write({ n: 1 });
    const now = Math.floor(Date.now() / 1000);
    expect(await records().consume('DeviceCode', id)).toBe(true);
    expect(await records().consume('DeviceCode', id)).toBe(false);
    expect((await records().find('DeviceCode', id))?.consumed).toBeOneOf([now, now + 1]);
    await records().upsert('DeviceCode', id, { n: 2 }, 600);
    expect(await records().find('DeviceCode', id)).toMatchObject({ n: 2, consumed: expect.any(Number) });
    expect(await records().consume('DeviceCode', id)).toBe(false);
    expect(await records().consume('DeviceCode', 'other')).toBe(false);
  });

  it('K5 of many who consume at once, one gets it', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => write()));
    for (const id of ids) {
      const got = await Promise.all(Array.from({ length: 8 }, () => records().consume('DeviceCode', id)));
      expect(got.filter(Boolean)).toHaveLength(1);
    }
  });

  it('forgets what has expired: it is not found, not consumed, and its name can be used again', async () => {
    const uid = randomUUID();
    const id = await write({ uid }, 60);
    const lasting = await write({}, undefined);
    const used = await write({}, 60);
    await records().consume('DeviceCode', used);
    later(59);
    expect(await records().find('DeviceCode', id)).toBeDefined();
    later(2);
    expect(await records().find('DeviceCode', id)).toBeUndefined();
    expect(await records().findByUid('DeviceCode', uid)).toBeUndefined();
    expect(await records().consume('DeviceCode', id)).toBe(false);
    expect(await records().find('DeviceCode', lasting)).toBeDefined();
    await records().upsert('DeviceCode', used, {}, 60);
    expect(await records().consume('DeviceCode', used)).toBe(true);
  });

  it('destroys one, and ends all kinds of a grant', async () => {
    const [grantId, other] = [randomUUID(), randomUUID()];
    const [gone, kept, code] = [await write({ grantId }), await write({ grantId: other }), await write({ grantId })];
    await records().upsert('RefreshToken', 'r', { grantId }, 600);
    await records().destroy('DeviceCode', code);
    expect(await records().find('DeviceCode', code)).toBeUndefined();
    expect(await records().find('DeviceCode', gone)).toBeDefined();
    await records().revokeByGrantId(grantId);
    expect(await records().find('DeviceCode', gone)).toBeUndefined();
    expect(await records().find('RefreshToken', 'r')).toBeUndefined();
    expect(await records().find('DeviceCode', kept)).toBeDefined();
  });
}

describe('records of flows in memory', () => {
  const records = memoryFlowRecords();
  behaviour(() => records);
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`records of flows on ${name}`, () => {
    const open = database(create);
    let records: FlowRecords;
    beforeAll(() => {
      records = storedFlowRecords(open.db, peppers);
    });
    behaviour(() => records);

    it('O1 nothing in the database opens without the pepper: neither names nor contents', async () => {
      const canary = {
        id: 'canary-refresh-token',
        uid: 'canary-uid',
        userCode: 'CANARYXX',
        grantId: 'canary-grant',
        accountId: 'canary-account',
      };
      await records.upsert('DeviceCode', canary.id, { ...canary, params: { scope: 'canary-scope' } }, 600);
      const rows = await open.db.selectFrom('flow_record').selectAll().execute();
      expect(rows.length).toBeGreaterThan(0);
      const dump =
        JSON.stringify(rows) + rows.map(({ sealed }) => Buffer.from(sealed, 'base64').toString('latin1')).join();
      expect(dump).not.toMatch(/canary/iu);

      const thief = storedFlowRecords(open.db, new Peppers([{ version: 1, key: second.key }]));
      expect(await thief.find('DeviceCode', canary.id)).toBeUndefined();
      expect(await thief.findByUserCode('DeviceCode', canary.userCode)).toBeUndefined();
      // The same text is another digest for each use: rows cannot be put together by them.
      const row = rows.find(
        ({ user_code }) => user_code === peppers.index(canary.userCode, 'flow DeviceCode userCode')[0]?.digest,
      );
      expect(row).toBeDefined();
      expect(new Set([row?.id, row?.uid, row?.user_code, row?.grant_id])).toHaveLength(4);
    });

    it('O1 a row whose content was changed, or is of another row, does not open', async () => {
      const [mine, theirs] = [randomUUID(), randomUUID()];
      await records.upsert('RefreshToken', mine, { accountId: 'lea' }, 600);
      await records.upsert('RefreshToken', theirs, { accountId: 'sam' }, 600);
      const digest = (id: string) => peppers.index(id, 'flow RefreshToken id')[0]?.digest ?? '';
      const put = (id: string, sealed: string) =>
        open.db.updateTable('flow_record').set({ sealed }).where('id', '=', digest(id)).execute();
      const { sealed: foreign } = await open.db
        .selectFrom('flow_record')
        .select('sealed')
        .where('id', '=', digest(theirs))
        .executeTakeFirstOrThrow();
      await put(mine, foreign);
      expect(await records.find('RefreshToken', mine)).toBeUndefined();

      const bytes = Buffer.from(foreign, 'base64');
      bytes[bytes.length - 1]! ^= 1;
      await put(theirs, bytes.toString('base64'));
      expect(await records.find('RefreshToken', theirs)).toBeUndefined();
    });

    it('a rotated pepper: what was there is found by all its names, and moves to the new one when written', async () => {
      const [id, used] = [randomUUID(), randomUUID()];
      const names = { uid: randomUUID(), userCode: randomUUID(), grantId: randomUUID() };
      await records.upsert('DeviceCode', id, { ...names }, 600);
      await records.upsert('DeviceCode', used, {}, 600);
      await records.consume('DeviceCode', used);

      const rotated = storedFlowRecords(open.db, new Peppers([first, second]));
      expect(await rotated.find('DeviceCode', id)).toEqual(names);
      expect(await rotated.findByUid('DeviceCode', names.uid)).toEqual(names);
      expect(await rotated.findByUserCode('DeviceCode', names.userCode)).toEqual(names);
      await rotated.upsert('DeviceCode', id, { ...names, accountId: 'lea' }, 600);
      await rotated.upsert('DeviceCode', used, {}, 600);

      const fresh = storedFlowRecords(open.db, new Peppers([second]));
      expect(await fresh.findByUserCode('DeviceCode', names.userCode)).toEqual({ ...names, accountId: 'lea' });
      expect(await fresh.consume('DeviceCode', used)).toBe(false);
      expect(await fresh.consume('DeviceCode', id)).toBe(true);
      expect(await rotated.consume('DeviceCode', id)).toBe(false);
      await rotated.revokeByGrantId(names.grantId);
      expect(await fresh.find('DeviceCode', id)).toBeUndefined();
    });

    it('sweeps out what has expired, now and then', async () => {
      await records.upsert('Session', randomUUID(), {}, 1);
      later(3600 * 24 * 365);
      const count = async () => {
        const rows = await open.db
          .selectFrom('flow_record')
          .select('id')
          .where('expires_at', '<', new Date())
          .execute();
        return rows.length;
      };
      expect(await count()).toBeGreaterThan(0);
      // Another process, which has not swept yet; this one did when it began.
      await records.upsert('Session', randomUUID(), {}, 60);
      expect(await count()).toBeGreaterThan(0);
      await storedFlowRecords(open.db, peppers).upsert('Session', randomUUID(), {}, 60);
      await vi.waitFor(async () => expect(await count()).toBe(0), { timeout: 20_000 });
    });

    it('sweeps more than one batch at once: nobody writes faster than it is swept', async () => {
      const expired = Array.from({ length: 2_500 }, (_, index) => ({
        kind: 'Interaction',
        id: index.toString(16).padStart(64, '0'),
        sealed: 'AA==',
        pepper_version: 1,
        expires_at: new Date(Date.now() - 60_000),
      }));
      await open.db.insertInto('flow_record').values(expired).execute();
      const left = async () => {
        const { n } = await open.db
          .selectFrom('flow_record')
          .select(({ fn }) => fn.countAll().as('n'))
          .where('kind', '=', 'Interaction')
          .executeTakeFirstOrThrow();
        return Number(n);
      };
      expect(await left()).toBe(2_500);
      await storedFlowRecords(open.db, peppers).upsert('Session', randomUUID(), {}, 60);
      await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 10_000 });
    });
  });
}

describe.skipIf(postgresMissing !== undefined)('records of flows, two processes on one PostgreSQL', () => {
  const open = database(createPostgres);

  it('K5 of two processes that consume at once, one gets it', async () => {
    const both = [open.db, await open.again()].map((db) => storedFlowRecords(db, peppers));
    const ids = Array.from({ length: 40 }, () => randomUUID());
    for (const id of ids) {
      await both[0]?.upsert('RefreshToken', id, {}, 600);
      const got = await Promise.all(
        both.flatMap((records) => [1, 2, 3].map(() => records.consume('RefreshToken', id))),
      );
      expect(got.filter(Boolean)).toHaveLength(1);
    }
  });

  it('K5 one consumes while the other still writes: the mark stays', async () => {
    const [writer, consumer] = [open.db, await open.again()].map((db) => storedFlowRecords(db, peppers));
    for (let round = 0; round < 40; round += 1) {
      const id = randomUUID();
      await writer?.upsert('DeviceCode', id, {}, 600);
      const [, consumed] = await Promise.all([
        writer?.upsert('DeviceCode', id, { n: 1 }, 600),
        consumer?.consume('DeviceCode', id),
      ]);
      expect(consumed).toBe(true);
      expect(await writer?.consume('DeviceCode', id)).toBe(false);
    }
  });
});
