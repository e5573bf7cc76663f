import type { Migration } from 'kysely/migration';
import { up as territories } from './001-territories.ts';
import { up as users } from './002-users.ts';
import { up as credentials } from './003-credentials.ts';

/** In the order in which they run. A released one is never changed: what comes later is a new file. */
export const migrations: Record<string, Migration> = {
  '001-territories': { up: territories },
  '002-users': { up: users },
  '003-credentials': { up: credentials },
};
