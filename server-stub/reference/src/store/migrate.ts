import { Migrator } from 'kysely/migration';
import { StoreError } from './errors.ts';
import { migrations } from './migrations/index.ts';
import type { Store } from './schema.ts';

/**
 * Brings the tables up to date. Runs forward only, under an advisory lock, so that replicas can start together.
 *
 * @returns names of the migrations that ran now
 * @throws StoreError when one fails; it leaves nothing half done
 */
export async function migrate(db: Store): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      failed === undefined
        ? `The database cannot be brought up to date: ${reason}. It may have been made by a newer version: run that one.`
        : `Migration ${failed} failed and was rolled back: ${reason}. Restore a backup, or mend what it complains about and start again.`,
      error,
    );
  }
  return results.map((result) => result.migrationName);
}
