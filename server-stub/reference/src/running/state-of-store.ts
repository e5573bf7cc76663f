import { sql } from 'kysely';
import { migrations } from '../store/migrations/index.ts';
import type { Store } from '../store/schema.ts';

/** A database that takes longer than this to answer `select 1` is slow, and longer than `patience` down; in ms. */
const slow = 500;
const patience = 2_000;

export async function stateOfStore(db: Store): Promise<'ok' | 'degraded' | 'down'> {
  const started = performance.now();
  const late = new Promise<'down'>((resolve) => setTimeout(resolve, patience, 'down').unref());
  const answered = sql`select 1`.execute(db).then(
    () => (performance.now() - started > slow ? ('degraded' as const) : ('ok' as const)),
    () => 'down' as const,
  );
  return Promise.race([answered, late]);
}

/** Whether the tables are those that this version needs; they are not when an old backup was put in their place. */
export async function isUpToDate(db: Store): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map(({ name }) => name));
  return Object.keys(migrations).every((name) => done.has(name));
}
