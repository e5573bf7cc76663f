import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../src/store/database.ts';
import { migrate, openStore, StoreError, type Store } from '../../src/store/index.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { openApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { proxyTo } from '../support/proxy.ts';
import { embeddedDirectory } from '../support/seeded.ts';
import { oldPerson, rowsByVersion, secret } from '../support/rows-by-version.ts';

const versions = Object.keys(migrations);
/** Tables that later versions call otherwise. */
const renamed: Record<string, string> = { credential_event: 'audit_event' };
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** A database that is still there when it is opened again: in memory it would not be. */
async function lasting(create: (content: 'empty') => Promise<TestDatabase>): Promise<DatabaseLocation> {
  const { location, drop } = await create('empty');
  undo.push(drop);
  if (location.kind !== 'memory') return location;
  const directory = await mkdtemp(join(tmpdir(), 'migrations-'));
  undo.push(() => rm(directory, { recursive: true, force: true }));
  return embeddedDirectory(join(directory, 'pg18'), 'empty');
}

type Row = Record<string, unknown>;

/** All rows of all tables of ours. */
async function allRows(db: Store): Promise<Record<string, Row[]>> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%' and table_name <> 'change'
  `.execute(db);
  const entries = await Promise.all(
    tables.rows.map(async ({ name }) => {
      const { rows } = await sql<{ row: Row }>`
        select to_jsonb(t) as row from ${sql.table(name)} as t order by to_jsonb(t)::text
      `.execute(db);
      return [name, rows.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(entries);
}

it('there are rows for every version: a new migration brings some that its successors are tested with', () => {
  expect(Object.keys(rowsByVersion)).toEqual(versions);
});

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`migrations on ${name}`, () => {
    it.each(versions)('from %s with rows in: they are all there afterwards, and the server works', async (version) => {
      const location = await lasting(create);
      const store = await openStore(location);
      let before: Record<string, Row[]>;
      try {
        const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => migrations } });
        // Version by version, as that database grew.
        for (const step of versions.slice(0, versions.indexOf(version) + 1)) {
          const { error } = await migrator.migrateTo(step);
          if (error !== undefined) throw error;
          for (const statement of rowsByVersion[step] ?? []) await sql.raw(statement).execute(store.db);
        }
        before = await allRows(store.db);
        expect(await migrate(store.db)).toEqual(versions.slice(versions.indexOf(version) + 1));
        const after = await allRows(store.db);
        for (const [was, rows] of Object.entries(before)) {
          const table = renamed[was] ?? was;
          // Columns may have come or been renamed; what is there under its name is as it was.
          const kept = rows.map((row) => {
            const columns = Object.entries(row).filter(([column]) => column in (after[table]?.[0] ?? {}));
            return expect.objectContaining(Object.fromEntries(columns)) as Row;
          });
          expect({ table, rows: after[table] }).toEqual({ table, rows: expect.arrayContaining(kept) });
          expect(after[table]).toHaveLength(rows.length);
        }
      } finally {
        await store.close();
      }

      const app = await openApp({ location, drop: async () => {} }, { seed: false });
      try {
        if (before['utilisateur'] === undefined) {
          expect((await app.call('operations.health', '/health')).body.status).toBe('ok');
          return;
        }
        const { accessToken } = await app.tokens.issueToken({
          subject: oldPerson,
          clientId: 'test',
          scopes: ['collectivites.read'],
        });
        const token =
          before['credential'] === undefined
            ? accessToken
            : await app.tokenOf({ client_id: 'cl_longago00001', client_secret: secret });
        const read = await app.call('collectivites.get', '/api/v1/collectivites/1', { token });
        expect([read.status, read.body.nom]).toEqual([200, "Métropole d'Essai"]);
      } finally {
        await app.close();
      }
    });

    it('one that fails half-way leaves nothing behind; without it the database comes up to date', async () => {
      const store = await openStore(await lasting(create));
      undo.push(() => store.close());
      const broken = {
        ...migrations,
        '999-broken': {
          up: async (db: Parameters<(typeof migrations)[string]['up']>[0]) => {
            await sql`create table half_done (id integer)`.execute(db);
            await sql`insert into half_done values ('no number')`.execute(db);
          },
        },
      };
      const failure = await migrate(store.db, broken).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreError);
      expect((failure as Error).message).toMatch(/^Migration 999-broken failed and was rolled back/u);
      expect(await allRows(store.db)).toEqual({});
      expect(await migrate(store.db)).toEqual(versions);
    });

    it('a database of a newer version is refused, and left alone', async () => {
      const store = await openStore(await lasting(create));
      undo.push(() => store.close());
      await migrate(store.db, { ...migrations, '999-tomorrow': { up: async () => {} } });
      await expect(migrate(store.db)).rejects.toThrow(
        'The database was made by a newer version of this server (it has 999-tomorrow). Run that version',
      );
    });
  });
}

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`migrations of replicas${reason}`, () => {
  it('a PostgreSQL that is too old is refused, with its version and the way out', async () => {
    const { location, drop } = await createPostgres('empty');
    undo.push(drop);
    if (location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
    const { rows } = await (async () => {
      const store = await openStore(location);
      undo.push(() => store.close());
      return sql<{ number: string }>`select current_setting('server_version_num') as number`.execute(store.db);
    })();
    // What this server says of itself, changed on the way.
    const old = await proxyTo(location.url, (bytes) =>
      Buffer.from(bytes.toString('latin1').replace(rows[0]?.number ?? '', '140011'), 'latin1'),
    );
    undo.push(() => old.close());
    await expect(openStore({ kind: 'postgres', url: old.url })).rejects.toThrow(/15 or later is needed: upgrade it/u);
  });
});
