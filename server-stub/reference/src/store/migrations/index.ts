import type { Migration } from 'kysely/migration';
import * as territories from './001-territories.ts';
import * as users from './002-users.ts';
import * as credentials from './003-credentials.ts';

/** In the order in which they run. A released one is never changed: what comes later is a new file. */
export const migrations: Record<string, Migration> = {
  '001-territories': territories,
  '002-users': users,
  '003-credentials': credentials,
};
