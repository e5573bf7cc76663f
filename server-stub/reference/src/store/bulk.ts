import { sql } from 'kysely';
import type { Store, Tables } from './schema.ts';

/**
 * Inserts many rows in one statement with one parameter. Row by row the seed would take minutes, not seconds, and one
 * parameter per cell meets PostgreSQL's limit of 65,535.
 *
 * @param columns - name and SQL type of each column, e.g. `{ id: 'integer', nom: 'text' }`
 */
export async function insertBulk<Table extends keyof Tables & string>(
  db: Store,
  table: Table,
  columns: Record<string, string>,
  rows: readonly object[],
): Promise<void> {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)));
  const typed = sql.join(Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
  await sql`
    insert into ${sql.table(table)} (${names})
    select ${names} from json_to_recordset(${JSON.stringify(rows)}::json) as row(${typed})
  `.execute(db);
}
