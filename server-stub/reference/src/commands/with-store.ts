import { readConfig } from '../config.ts';
import { openPeppers } from '../credentials/pepper-check.ts';
import type { Peppers } from '../credentials/pepper.ts';
import { seed } from '../seed/index.ts';
import { migrate, openStore, type Store } from '../store/index.ts';
import { UsageError } from './command.ts';

/**
 * Does something with the database of the settings, brought up to date, without a server.
 *
 * @throws StoreError when the database cannot be used, for instance because a server holds the embedded one
 * @throws UsageError when nothing of it would be kept
 */
export async function withStore<Answer>(work: (db: Store, peppers: Peppers) => Promise<Answer>): Promise<Answer> {
  const config = readConfig();
  if (config.database.kind === 'memory') throw new UsageError('DATABASE_URL is memory: nothing done there is kept.');
  const store = await openStore(config.database);
  try {
    await migrate(store.db);
    if (config.seed) await seed(store.db, config.environment);
    return await work(store.db, await openPeppers(store.db, config));
  } finally {
    await store.close();
  }
}
