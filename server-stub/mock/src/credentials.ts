import { crc32 } from 'node:zlib';
import type { ClientStore, Contract, Principal } from '@guichet/front';
import { identity } from '../../../guichet.config.ts';

/** A client that the mock knows. */
export interface MockClient {
  clientId: string;
  clientSecret: string;
  /** Default every scope of the contract. */
  scopes?: readonly string[];
  /** Resources its tokens are limited to. Default no limit. */
  resources?: readonly string[];
  /** Person the credential belongs to. Default the clientId. */
  subject?: string;
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The same on every start, so that it can stand in a `.env` file. It opens the mock only, and has the shape of a real
 * secret of the sandbox, checksum included.
 */
export function demoSecret(): string {
  const body = `${identity.secretPrefix}test_demo_ThisSecretOpensOnlyTheMock000000`;
  let rest = crc32(body);
  let checksum = '';
  for (let place = 0; place < 6; place += 1) {
    checksum = digits.charAt(rest % digits.length) + checksum;
    rest = Math.floor(rest / digits.length);
  }
  return body + checksum;
}

export function demoClient(): MockClient {
  return { clientId: `${identity.slug}-demo`, clientSecret: demoSecret(), subject: 'demo' };
}

export const demoApiKey = `${identity.secretPrefix}key_demo`;

export function clientStore(clients: readonly MockClient[], contract: Contract): ClientStore {
  const byId = new Map(clients.map((client) => [client.clientId, client]));
  return {
    // The mock has no secrets worth guessing.
    verifyDecoy: () => false,
    async find(clientId) {
      const client = byId.get(clientId);
      if (!client) return undefined;
      return {
        clientId,
        subject: client.subject ?? clientId,
        scopes: client.scopes ?? contract.scopes,
        resources: client.resources ?? [],
        status: 'active',
        verify: (secret) => secret === client.clientSecret,
      };
    },
  };
}

/** The demo API key may do everything. */
export function apiKeyStore(contract: Contract): (key: string) => Promise<Principal | undefined> {
  const principal: Principal = {
    kind: 'apiKey',
    subject: 'demo',
    scopes: new Set(contract.scopes),
    resources: [],
    claims: {},
  };
  return async (key) => (key === demoApiKey ? principal : undefined);
}
