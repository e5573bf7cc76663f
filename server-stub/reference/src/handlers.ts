import type { Contract, Handler } from '@guichet/front';
import type { Handlers } from './call.ts';
import type { Config } from './config.ts';
import { credentialHandlers } from './credentials/handlers/index.ts';
import type { Peppers } from './credentials/pepper.ts';
import type { Standings } from './credentials/standing.ts';
import { guardAll } from './guard.ts';
import { operationHandlers } from './operations/handlers.ts';
import type { Store } from './store/index.ts';
import { territoryHandlers } from './territories/handlers.ts';
import { usageHandlers } from './usage/handlers.ts';
import { userHandlers } from './users/handlers.ts';

export interface HandlerParts {
  db: Store;
  contract: Contract;
  standings: Standings;
  peppers: Peppers;
  config: Pick<Config, 'credentialPolicy' | 'environment'>;
}

/** A handler for each operation of the contract, by operationId: without one of them this does not compile. */
export function serverHandlers({ db, contract, standings, peppers, config }: HandlerParts): Record<string, Handler> {
  return guardAll<Handlers>({
    ...territoryHandlers(db, standings),
    ...userHandlers(db, standings),
    ...credentialHandlers({
      db,
      contract,
      standings,
      peppers,
      policy: config.credentialPolicy,
      served: config.environment,
    }),
    ...usageHandlers(db, standings),
    ...operationHandlers(db, versionOf(contract)),
  });
}

export function versionOf({ document }: Contract): string {
  const { version } = (document['info'] ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}
