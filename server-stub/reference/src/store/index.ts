import type { Migration } from 'kysely/migration';
import { runMigrations } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Store } from './schema.ts';

export { ChangeFeed } from './changes/feed.ts';
export { openStore, type DatabaseLocation, type OpenedStore, type QueryObserver } from './database.ts';
export { StoreError } from './errors.ts';
export type { Store } from './schema.ts';

/** Brings the tables of the core up to date. */
export const migrate = (db: Store, known: Record<string, Migration> = migrations): Promise<string[]> =>
  runMigrations(db, known);
