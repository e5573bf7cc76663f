import { Client } from 'pg';
import { createFromTemplate, embeddedMemory, seededMemory, type Content } from './seeded.ts';
import type { DatabaseLocation } from '../../src/store/database.ts';

/** A server on which the tests may create and drop databases of their own. */
const server = process.env['TEST_POSTGRES_URL'] ?? 'postgres://root@127.0.0.1:5432/postgres';

async function reach(): Promise<string | undefined> {
  const client = new Client({ connectionString: server, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why PostgreSQL cannot be used here, undefined when it can. */
export const postgresMissing = await reach();

export interface TestDatabase {
  location: DatabaseLocation;
  /** Puts the demonstration data there, the first time. Absent: it is somebody's already. */
  seeded?(): Promise<DatabaseLocation>;
  drop(): Promise<void>;
}

interface DatabaseKind {
  name: string;
  missing: string | undefined;
  /** @param content - what is in it, tables by default: to make them takes five times as long as to copy them */
  create(content?: Content): Promise<TestDatabase>;
}

const embedded: DatabaseKind = {
  name: 'PGlite',
  missing: undefined,
  create: async (content = 'migrated') => ({
    location: await embeddedMemory(content),
    seeded: seededMemory,
    drop: async () => {},
  }),
};
const postgres: DatabaseKind = {
  name:
    postgresMissing === undefined ? 'PostgreSQL' : `PostgreSQL (missing: ${postgresMissing}; set TEST_POSTGRES_URL)`,
  missing: postgresMissing,
  create: createPostgres,
};

/**
 * The databases that every test of behaviour runs on: PostgreSQL, and in `npm run test:all` the embedded one as well, whose start
 * takes two seconds of a core. Where PostgreSQL is missing, the embedded one stands in, and the title says what was skipped.
 */
export const databases: readonly DatabaseKind[] =
  process.env['TEST_DATABASE'] === 'embedded' ? [embedded] : postgres.missing ? [embedded, postgres] : [postgres];

/** One of them, for tests to which it does not matter which. */
export const createDatabase = (content?: Content): Promise<TestDatabase> => databases[0]!.create(content);

/** A database with the demonstration data. */
export const openSeeded = (): Promise<TestDatabase> => createDatabase('seeded');

/** @param content - as in {@link DatabaseKind.create} */
export async function createPostgres(content: Content = 'migrated'): Promise<TestDatabase> {
  const name = `reference_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await createFromTemplate(server, name, content);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const location = { kind: 'postgres', url: url.href } as const;
  let filled: Promise<void> | undefined = content === 'seeded' ? Promise.resolve() : undefined;
  const drop = () => execute(`drop database if exists ${name} with (force)`);
  return {
    location,
    async seeded() {
      filled ??= drop().then(() => createFromTemplate(server, name, 'seeded'));
      await filled;
      return location;
    },
    drop,
  };
}

async function execute(statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
