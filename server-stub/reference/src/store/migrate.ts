import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { StoreError } from './errors.ts';
import { migrations } from './migrations/index.ts';
import { unhurried } from './patience.ts';
import type { Store } from './schema.ts';

/**
 * Brings the tables up to date. Runs forward only, under an advisory lock, so that replicas can start together.
 *
 * @param known - all there are, in order
 * @returns names of the migrations that ran now
 * @throws StoreError when one fails, which leaves nothing half done, and when the database is of a newer version
 */
export async function migrate(db: Store, known: Record<string, Migration> = migrations): Promise<string[]> {
  await refuseNewer(db, known);
  const { error, results = [] } = await unhurried(db, (connection) =>
    new Migrator({ db: connection, provider: { getMigrations: async () => known } }).migrateToLatest(),
  );
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      failed === undefined
        ? `The database cannot be brought up to date: ${reason}.`
        : `Migration ${failed} failed and was rolled back: ${reason}. Restore a backup, or mend what it complains about and start again.`,
      error,
    );
  }
  return results.map((result) => result.migrationName);
}

/** An old server on new tables would read and write them wrongly, or not at all. */
async function refuseNewer(db: Store, known: Record<string, Migration>): Promise<void> {
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass('kysely_migration') is not null as there
  `.execute(db);
  if (tables[0]?.there !== true) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = rows.map(({ name }) => name).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) {
    throw new StoreError(
      `The database was made by a newer version of this server (it has ${unknown.join(', ')}). ` +
        'Run that version, or restore a backup from before the upgrade.',
    );
  }
}
