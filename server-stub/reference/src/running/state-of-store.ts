import { sql, type Kysely } from 'kysely';
import { recordOf } from '../store/migrate.ts';

/** A database that takes longer than this to answer `select 1` is slow, and longer than `patience` down; in ms. */
const slow = 500;
const patience = 2_000;

export async function stateOfStore<Schema>(db: Kysely<Schema>): Promise<'ok' | 'degraded' | 'down'> {
  const started = performance.now();
  const late = new Promise<'down'>((resolve) => setTimeout(resolve, patience, 'down').unref());
  const answered = sql`select 1`.execute(db).then(
    () => (performance.now() - started > slow ? ('degraded' as const) : ('ok' as const)),
    () => 'down' as const,
  );
  return Promise.race([answered, late]);
}

/**
 * Whether the tables are those that this version needs; they are not when an old backup was put in their place.
 *
 * @param known - the migrations by their names
 * @param schema - where the record of them is. Default the first of the search path
 */
export async function isUpToDate<Schema>(db: Kysely<Schema>, known: object, schema?: string): Promise<boolean> {
  const table = recordOf(schema);
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return Object.keys(known).every((name) => done.has(name));
}
