export { ChangeFeed } from './changes/feed.ts';
export { openStore, type DatabaseLocation } from './database.ts';
export { StoreError } from './errors.ts';
export { migrate } from './migrate.ts';
export type { Store } from './schema.ts';
