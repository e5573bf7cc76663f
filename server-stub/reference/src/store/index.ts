export { openStore, type DatabaseLocation, type OpenedStore } from './database.ts';
export { StoreError } from './errors.ts';
export { migrate } from './migrate.ts';
export type { Store, StoreTransaction, Tables } from './schema.ts';
