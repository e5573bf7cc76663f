import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openStore, StoreError } from '../../src/store/index.ts';
import { unhurried } from '../../src/store/patience.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';
import { embeddedDirectory } from '../support/seeded.ts';

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`a store on ${name}`, () => {
    it('gives counts as numbers, days as text and instants as dates', async () => {
      const { location, drop } = await create();
      const store = await openStore(location);
      try {
        const { rows } = await sql`
        select count(*) as count, date '2024-01-01' as day, timestamptz '2024-01-01T00:00:00.123Z' as instant,
          array['a', 'b'] as list, 0.5::float8 as half
      `.execute(store.db);
        expect(rows).toEqual([
          { count: 1, day: '2024-01-01', instant: new Date('2024-01-01T00:00:00.123Z'), list: ['a', 'b'], half: 0.5 },
        ]);
      } finally {
        await store.close();
        await drop();
      }
    });

    it('migrates forward, and finds nothing to do the second time', async () => {
      const { location, drop } = await create('empty');
      const store = await openStore(location);
      try {
        expect(await migrate(store.db)).toContain('001-territories');
        expect(await migrate(store.db)).toEqual([]);
      } finally {
        await store.close();
        await drop();
      }
    });

    it('work without hurry runs in a transaction, too, and passes on what it throws', async () => {
      const { location, drop } = await create();
      const store = await openStore(location);
      try {
        const answer = unhurried(store.db, (db) =>
          db.transaction().execute(async (transaction) => {
            await sql`select 1/0`.execute(transaction);
          }),
        );
        await expect(answer).rejects.toThrow('division by zero');
      } finally {
        await store.close();
        await drop();
      }
    });
  });
}

describe('an embedded store in a directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps its rows, is refused to a second opener meanwhile, and opens again after', async () => {
    const location = await embeddedDirectory(join(directory, 'pg18'), 'empty');
    const first = await openStore(location);
    await migrate(first.db);
    await expect(openStore(location)).rejects.toThrow('in use');
    await first.db.insertInto('seed_state').values({ name: 'x', version: 7 }).execute();
    await first.close();
    const second = await openStore(location);
    expect(await second.db.selectFrom('seed_state').selectAll().execute()).toEqual([{ name: 'x', version: 7 }]);
    await second.close();
  });

  it('damaged by a crash of the machine: one sentence that says what to do', async () => {
    const { path } = await embeddedDirectory(join(directory, 'pg18'), 'empty');
    await truncate(join(path, 'global', 'pg_control'), 10);
    await expect(openStore({ kind: 'directory', path })).rejects.toThrow(
      'cannot be opened (its files are damaged). Move that directory away',
    );
  });

  it('corrupt: one sentence that says what to do, and the lock is free', async () => {
    const path = join(directory, 'pg18');
    await mkdir(path);
    await writeFile(join(path, 'PG_VERSION'), 'nonsense');
    const refusal = await openStore({ kind: 'directory', path }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StoreError);
    expect((refusal as Error).message).toContain('Move that directory away');
    await rm(path, { recursive: true });
    await (await openStore(await embeddedDirectory(path, 'empty'))).close();
  });
});

describe('a store on PostgreSQL', () => {
  it('unreachable: the message names DATABASE_URL and not the password', async () => {
    const refusal = await openStore({ kind: 'postgres', url: 'postgres://u:canary-password@127.0.0.1:1/x' }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(StoreError);
    expect((refusal as Error).message).toContain('DATABASE_URL');
    expect(String((refusal as Error).message)).not.toContain('canary-password');
  });

  it.skipIf(postgresMissing !== undefined)('migrated by two processes at once: each migration runs once', async () => {
    const { location, drop } = await createPostgres('empty');
    const stores = await Promise.all([openStore(location), openStore(location)]);
    try {
      const done = await Promise.all(stores.map(({ db }) => migrate(db)));
      expect(done.flat().toSorted()).toEqual([...new Set(done.flat())].toSorted());
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await drop();
    }
  });
});
