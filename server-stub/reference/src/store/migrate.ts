import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { StoreError } from './errors.ts';
import { unhurried } from './patience.ts';

/**
 * Brings the tables up to date. Runs forward only, under an advisory lock, so that replicas can start together.
 *
 * @param known - all there are, in order
 * @param schema - where the record of what ran is kept, created when it is missing. Default the first of the search path
 * @returns names of the migrations that ran now
 * @throws StoreError when one fails, which leaves nothing half done, and when the database is of a newer version
 */
export async function runMigrations<Schema>(
  db: Kysely<Schema>,
  known: Record<string, Migration>,
  schema?: string,
): Promise<string[]> {
  await refuseNewer(db, known, schema);
  const { error, results = [] } = await unhurried(db, (connection) => {
    const migrator = new Migrator({
      db: connection,
      provider: { getMigrations: async () => known },
      ...(schema === undefined
        ? {}
        : {
            migrationTableSchema: schema,
            migrationTableName: `${schema}_migration`,
            migrationLockTableName: `${schema}_migration_lock`,
          }),
    });
    return migrator.migrateToLatest();
  });
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      failed === undefined
        ? `The database cannot be brought up to date: ${reason}.`
        : `Migration ${failed} failed and was rolled back: ${reason}. Restore a backup, or fix what it complains about and start again.`,
      error,
    );
  }
  return results.map((result) => result.migrationName);
}

/**
 * The table in which Kysely notes what ran. In a schema of its own it has a name of its own, too: Kysely takes a table of
 * the same name in any schema for the one that it would make.
 */
export const recordOf = (schema?: string): string =>
  schema === undefined ? 'kysely_migration' : `${schema}.${schema}_migration`;

/** An old server on new tables would read and write them wrongly, or not at all. */
async function refuseNewer<Schema>(
  db: Kysely<Schema>,
  known: Record<string, Migration>,
  schema: string | undefined,
): Promise<void> {
  const table = recordOf(schema);
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass(${table}) is not null as there
  `.execute(db);
  if (tables[0]?.there !== true) return;
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db);
  const unknown = rows.map(({ name }) => name).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    throw new StoreError(
      `The database was made by a newer version of this server (it has ${unknown.join(', ')}). ` +
        'Run that version, or restore a backup from before the upgrade.',
    );
  }
}
