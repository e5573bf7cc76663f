import { Client } from 'pg';
import { vi } from 'vitest';
import { fillFromTemplate, seededMemory } from './seeded.ts';
import type { DatabaseLocation } from '../../src/store/database.ts';

// To create an embedded database takes a second or two, on a busy machine ten times that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

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

/** The databases that every test of behaviour runs on. A missing one is named in the title, and skipped. */
export const databases: readonly { name: string; missing: string | undefined; create(): Promise<TestDatabase> }[] = [
  {
    name: 'PGlite',
    missing: undefined,
    create: async () => ({ location: { kind: 'memory' }, seeded: seededMemory, drop: async () => {} }),
  },
  {
    name:
      postgresMissing === undefined ? 'PostgreSQL' : `PostgreSQL (missing: ${postgresMissing}; set TEST_POSTGRES_URL)`,
    missing: postgresMissing,
    create: createPostgres,
  },
];

export async function createPostgres(): Promise<TestDatabase> {
  const name = `reference_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await execute(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const location = { kind: 'postgres', url: url.href } as const;
  let filled: Promise<void> | undefined;
  return {
    location,
    async seeded() {
      filled ??= fillFromTemplate(server, name);
      await filled;
      return location;
    },
    drop: () => execute(`drop database if exists ${name} with (force)`),
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
