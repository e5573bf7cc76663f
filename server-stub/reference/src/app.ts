import {
  createAuthorizationServer,
  createFront,
  type AuthorizationServer,
  type Contract,
  type FrontRequest,
  type Principal,
} from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { identity } from '../../../guichet.config.ts';
import type { Config } from './config.ts';
import { readContract } from './contract.ts';
import { credentialClients } from './credentials/client-store.ts';
import { credentialHandlers, reachOf } from './credentials/handlers.ts';
import { LastUsed } from './credentials/last-used.ts';
import { fleetingPepper, pepperFromFile } from './credentials/pepper-file.ts';
import { Peppers } from './credentials/pepper.ts';
import { findReachable } from './credentials/repository.ts';
import { storedRevocations } from './credentials/revocations.ts';
import { loadSigningKeys } from './credentials/signing-keys.ts';
import { Standings } from './credentials/standing.ts';
import { guard, guardAll } from './guard.ts';
import { notFound } from './problems.ts';
import { operationHandlers } from './operations/handlers.ts';
import { seed } from './seed/index.ts';
import { standIn } from './stand-in.ts';
import { migrate, openStore, type Store } from './store/index.ts';
import { territoryHandlers } from './territories/handlers.ts';
import { userHandlers } from './users/handlers.ts';

export interface App {
  /** The Fastify instance, not listening yet. */
  app: FastifyInstance;
  contract: Contract;
  db: Store;
  tokens: AuthorizationServer;
  /** Answers what is under way, writes what was noted, and closes the database. */
  close(): Promise<void>;
}

/**
 * Builds the server: opens the database, brings it up to date, and puts the handlers behind the front. What has no
 * handler is answered by Prism from the contract, behind the same access control.
 *
 * @throws StoreError when the database cannot be used
 */
export async function createApp(config: Config): Promise<App> {
  const contract = await readContract();
  const store = await openStore(config.database);
  const { db } = store;
  try {
    await migrate(db);
    if (config.seed) await seed(db);
    const peppers = new Peppers(config.peppers ?? (await ownPeppers(config)));
    const standings = new Standings(db);
    const lastUsed = new LastUsed(db);
    const issuer = issuerOf(config);
    const tokens = await createAuthorizationServer({
      issuer,
      audience: config.audience ?? resourcesOf(contract, issuer),
      endpoints: contract.endpoints,
      scopes: contract.scopes,
      signingKeys: await loadSigningKeys(db, peppers),
      clients: credentialClients(db, peppers),
      revocations: storedRevocations(db),
      introspectionScopes: contract.introspectionScopes,
      accessTokenTtl: config.tokenTtl,
      onError: (error) => app.log.error({ err: error }, 'a token endpoint failed'),
    });
    const app: FastifyInstance = await createFront({
      contract,
      tokens,
      isLive: (principal) => guard(() => isLive(principal)),
      effectiveScopes: (principal) => guard(async () => (await standings.of(principal)).scopes),
      handlers: guardAll({
        ...territoryHandlers(db, standings),
        ...userHandlers(db, standings),
        ...credentialHandlers({ db, contract, standings, peppers, policy: config.credentialPolicy }),
        ...operationHandlers(db, versionOf(contract)),
      }),
      fallback: standIn(contract, {
        production: config.production,
        check: (call) => guard(() => checkReach(call)),
      }),
      logger: config.logLevel === 'silent' ? false : { level: config.logLevel },
    });

    /** Somebody else's credential is not there (P5), also where only an example would be shown of it. */
    async function checkReach(call: FrontRequest): Promise<void> {
      const { client_id: clientId } = call.params as { client_id?: unknown };
      if (typeof clientId !== 'string' || call.principal === undefined) return;
      if ((await findReachable(db, clientId, await reachOf(standings, call))) === undefined) throw notFound();
    }

    async function isLive(principal: Principal): Promise<boolean> {
      const { live } = await standings.of(principal);
      if (live && principal.kind === 'client' && principal.clientId !== undefined) lastUsed.note(principal.clientId);
      return live;
    }

    return {
      app,
      contract,
      db,
      tokens,
      async close() {
        await app.close();
        await lastUsed.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function ownPeppers({ database, dataDirectory }: Config) {
  return database.kind === 'memory' ? [fleetingPepper()] : pepperFromFile(dataDirectory);
}

export const issuerOf = ({ issuer, port }: Pick<Config, 'issuer' | 'port'>): string =>
  issuer ?? `http://localhost:${port === 0 ? identity.ports.server : port}`;

function versionOf({ document }: Contract): string {
  const { version } = (document['info'] ?? {}) as { version?: unknown };
  return typeof version === 'string' ? version : 'unknown';
}

/** Where the resources are, below the issuer: the first server of the contract. */
function resourcesOf({ document }: Contract, issuer: string): string {
  const [server] = Array.isArray(document.servers) ? document.servers : [];
  return new URL(server?.url ?? '/', issuer).href.replace(/\/$/u, '');
}
