import { chmod, mkdir } from 'node:fs/promises';
import { Kysely, PGliteDialect, PostgresDialect, type LogEvent } from 'kysely';
import { embeddedExchange, postgresExchange, type Exchange } from './changes/line.ts';
import { StoreError } from './errors.ts';
import { acquireLock } from './lock.ts';
import { openPool, type PoolState } from './pool.ts';
import type { Tables } from './schema.ts';

/** Where the rows live: a PostgreSQL server, an embedded database in a directory or in memory, which may start from a dump. */
export type DatabaseLocation =
  | { kind: 'postgres'; url: string; poolSize?: number }
  | { kind: 'directory'; path: string; from?: Blob }
  | { kind: 'memory'; from?: Blob };

export interface OpenedStore<Schema = Tables> {
  db: Kysely<Schema>;
  /** Where changes by other processes are heard of. */
  exchange: Exchange;
  /** What its connections to PostgreSQL do. */
  pool?: () => PoolState;
  /** All files of an embedded database, to start another from. */
  dump?: (() => Promise<Blob>) | undefined;
  close(): Promise<void>;
}

/**
 * Opens the database, without bringing its tables up to date.
 *
 * @param observe - told of each round trip
 * @typeParam Schema - its tables. Default those of the core
 * @throws StoreError when the server cannot be reached or is too old, another process holds the directory, or the directory is corrupt
 */
export function openStore<Schema = Tables>(
  location: DatabaseLocation,
  observe?: QueryObserver,
): Promise<OpenedStore<Schema>> {
  const log = observe ? { log: observe } : {};
  return location.kind === 'postgres' ? openPostgres(location, log) : openEmbedded(location, log);
}

// Object identifiers of PostgreSQL's types (pg_type.dat).
const oid = { int8: 20, date: 1082 } as const;

/** The first version of PostgreSQL that understands our SQL (`unique nulls not distinct`). */
const oldest = 15;

/** Told of a round trip to the database that has ended, as part of its request: keep it short. */
export type QueryObserver = (event: LogEvent) => void;

interface Observed {
  log?: QueryObserver;
}

async function openPostgres<Schema>(
  { url, poolSize = 10 }: { url: string; poolSize?: number },
  observed: Observed,
): Promise<OpenedStore<Schema>> {
  const { default: pg } = await import('pg');
  // The same JavaScript values as from the embedded database: counts are numbers, days are `YYYY-MM-DD`, whatever
  // the time zone of the process.
  const types = {
    getTypeParser: ((id: number, format?: 'text') => {
      if (id === oid.int8) return Number;
      if (id === oid.date) return String;
      return pg.types.getTypeParser(id, format);
    }) as typeof pg.types.getTypeParser,
  };
  const { pool, state, close } = openPool(pg, { connectionString: url, max: poolSize, types });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }), ...observed });
  try {
    const { rows } = await pool.query<{ version: number; name: string }>(
      "select current_setting('server_version_num')::int as version, current_setting('server_version') as name",
    );
    const [server] = rows;
    if (server !== undefined && server.version < oldest * 10_000) {
      throw new StoreError(
        `The PostgreSQL server of DATABASE_URL is version ${server.name}. ${oldest} or later is needed: upgrade it, or ` +
          'unset DATABASE_URL to use the embedded database.',
      );
    }
  } catch (error) {
    await end();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      `Cannot reach the PostgreSQL server of DATABASE_URL (${reasonOf(error)}). ` +
        'Check host, port, database, user and password, or unset it to use the embedded database.',
      error,
    );
  }
  return { db, exchange: postgresExchange(url), pool: state, close: end };

  async function end(): Promise<void> {
    await db.destroy();
    close();
  }
}

async function openEmbedded<Schema>(
  location: Exclude<DatabaseLocation, { kind: 'postgres' }>,
  observed: Observed,
): Promise<OpenedStore<Schema>> {
  const { PGlite } = await import('@electric-sql/pglite');
  const parsers = { [oid.int8]: Number, [oid.date]: String };
  if (location.kind === 'memory') {
    return wrap(await PGlite.create({ parsers, ...(location.from && { loadDataDir: location.from }) }));
  }

  const release = await acquireLock(`${location.path}.lock`);
  try {
    await mkdir(location.path, { recursive: true, mode: 0o700 });
    // PGlite's files are open to everybody: their directory keeps them.
    await chmod(location.path, 0o700);
    return wrap(
      await PGlite.create({ dataDir: location.path, parsers, ...(location.from && { loadDataDir: location.from }) }),
      release,
    );
  } catch (error) {
    await release();
    throw new StoreError(
      `The embedded database in ${location.path} cannot be opened (${reasonOf(error)}). ` +
        'Move that directory away, or put a backup in its place, and start again: a missing directory is created anew.',
      error,
    );
  }

  function wrap(pglite: InstanceType<typeof PGlite>, after?: () => Promise<void>): OpenedStore<Schema> {
    const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }), ...observed });
    return {
      db,
      exchange: embeddedExchange(pglite),
      dump: () => pglite.dumpDataDir('none'),
      async close() {
        await db.destroy();
        // Kysely closes only what it has used.
        if (!pglite.closed) await pglite.close();
        await after?.();
      },
    };
  }
}

function reasonOf(error: unknown): string {
  // The embedded PostgreSQL, a WebAssembly module, has no better word for it.
  if (error instanceof WebAssembly.RuntimeError) return 'its files are damaged';
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error);
}
