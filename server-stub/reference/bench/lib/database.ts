import { Client } from 'pg';
import { pinToLoadCore } from './cores.ts';

/** A server on which the bench may create and drop a database of its own. */
const server = process.env['TEST_POSTGRES_URL'] ?? 'postgres://root@127.0.0.1:5432/postgres';

export interface BenchDatabase {
  url: string;
  /** Runs a statement beside the servers that are measured. */
  query<Row extends object>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Puts what PostgreSQL does for this database on the core of the load, where that is permitted. */
  pin(): Promise<void>;
  drop(): Promise<void>;
}

/** Creates an empty database. */
export async function createDatabase(): Promise<BenchDatabase> {
  const name = `reference_bench_${process.pid}`;
  await once(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const query: BenchDatabase['query'] = async <Row extends object>(
    statement: string,
    values: readonly unknown[] = [],
  ) => (await client.query<Row>(statement, [...values])).rows;
  return {
    url: url.href,
    query,
    async pin() {
      const rows = await query<{ pid: number }>('select pid from pg_stat_activity where datname = current_database()');
      for (const { pid } of rows) pinToLoadCore(pid);
    },
    async drop() {
      await client.end();
      await once(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function once(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
