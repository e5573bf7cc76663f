import type { Migration } from 'kysely/migration';
import { up as territories } from './001-territories.ts';
import { up as users } from './002-users.ts';
import { up as credentials } from './003-credentials.ts';
import { up as credentialDesk } from './004-credential-desk.ts';
import { up as changes } from './005-changes.ts';
import { up as people } from './006-people.ts';
import { up as usage } from './007-usage.ts';
import { up as rateLimits } from './008-rate-limits.ts';
import { up as audit } from './009-audit.ts';
import { up as pepperCanaries } from './010-pepper-canaries.ts';

/** In the order in which they run. A released one is never changed: what comes later is a new file. */
export const migrations: Record<string, Migration> = {
  '001-territories': { up: territories },
  '002-users': { up: users },
  '003-credentials': { up: credentials },
  '004-credential-desk': { up: credentialDesk },
  '005-changes': { up: changes },
  '006-people': { up: people },
  '007-usage': { up: usage },
  '008-rate-limits': { up: rateLimits },
  '009-audit': { up: audit },
  '010-pepper-canaries': { up: pepperCanaries },
};
