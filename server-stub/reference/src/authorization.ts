import {
  createAuthorizationServer,
  SigningKeyRing,
  type AuthenticationObserver,
  type AuthorizationServer,
  type ClientStore,
  type Contract,
} from '@guichet/front';
import { identity } from '../../../guichet.config.ts';
import { allClients, applicationClients } from './applications/client-store.ts';
import type { Config } from './config.ts';
import { credentialClients } from './credentials/client-store.ts';
import type { DigestRenewal } from './credentials/digest-renewal.ts';
import type { Peppers } from './credentials/pepper.ts';
import { StoredRevocations } from './credentials/revocations.ts';
import { followSigningKeys, loadSigningKeys } from './credentials/signing-keys.ts';
import { storedFlowRecords } from './flows/flow-records.ts';
import type { ChangeFeed, Store } from './store/index.ts';
import { certificateReader } from './tls.ts';
import { Passwords } from './users/passwords.ts';
import { storedPeople } from './users/people.ts';

export interface AuthorizationOptions {
  db: Store;
  changes: ChangeFeed;
  peppers: Peppers;
  contract: Contract;
  config: Config;
  /** Told of each secret that was used. */
  noteSecret(secretId: string): void;
  /** Renews the digests of secrets that were used, under the current pepper. */
  renewal: DigestRenewal;
  onError(error: unknown): void;
  /** Told of each event of authentication. */
  onEvent: AuthenticationObserver | undefined;
}

/** The authorization server on the store: clients, people, keys and what flows leave behind lie in the database. */
export async function openAuthorizationServer(options: AuthorizationOptions): Promise<AuthorizationServer> {
  const { db, changes, peppers, contract, config } = options;
  const issuer = issuerOf(config);
  const clientCertificate = certificateReader(config);
  const signingKeys = await SigningKeyRing.of(await loadSigningKeys(db, peppers));
  followSigningKeys(signingKeys, { db, peppers, feed: changes });
  const credentials = credentialClients(db, peppers, config.environment, options.noteSecret, options.renewal);
  const clients = allClients(credentials, applicationClients(db, peppers, options.renewal));
  return createAuthorizationServer({
    issuer,
    audience: config.audience ?? resourcesOf(contract, issuer),
    endpoints: contract.endpoints,
    scopes: contract.scopes,
    introspectionScopes: contract.introspectionScopes,
    signingKeys,
    clients: whenCertain(changes, clients),
    revocations: new StoredRevocations(db, changes),
    people: { people: storedPeople(db, new Passwords(db, peppers)), scopes: contract.scopeDescriptions },
    flowRecords: storedFlowRecords(db, peppers),
    // All replicas have the peppers, and so the same keys.
    cookieKeys: peppers.keys('cookies of a sign-in'),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    accessTokenTtl: config.tokenTtl,
    onError: options.onError,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
  });
}

/** A database that no longer answers is reported immediately, instead of waited for. */
function whenCertain(changes: ChangeFeed, clients: ClientStore): ClientStore {
  return {
    ...clients,
    async find(clientId) {
      if (!changes.isCertain) await changes.certain();
      return clients.find(clientId);
    },
  };
}

export const issuerOf = ({ issuer, port, tls }: Pick<Config, 'issuer' | 'port' | 'tls'>): string =>
  issuer ?? `${tls ? 'https' : 'http'}://localhost:${port === 0 ? identity.ports.server : port}`;

/** Where the resources are, below the issuer: the first server of the contract. */
function resourcesOf({ document }: Contract, issuer: string): string {
  const [server] = Array.isArray(document.servers) ? document.servers : [];
  return new URL(server?.url ?? '/', issuer).href.replace(/\/$/u, '');
}
