import { createHash, timingSafeEqual } from 'node:crypto';
import type { ClientStore } from './clients.ts';

export interface MemoryClient {
  clientId: string;
  clientSecret: string;
  /** The most that its tokens may carry. */
  scopes: readonly string[];
  /** Person the client belongs to. Default the clientId. */
  subject?: string;
  /** Resources its tokens are limited to. Default no limit. */
  resources?: readonly string[];
}

const digest = (secret: string) => createHash('sha256').update(secret).digest();

/**
 * Clients that are known from the start, for a server that begins. Where they come and go, a `ClientStore` of your own
 * finds them in a database, and keeps digests of their secrets under a key kept elsewhere.
 *
 * @throws {RangeError} when two have one clientId, or one has no secret
 */
export function memoryClients(clients: readonly MemoryClient[]): ClientStore {
  const known = new Map<string, MemoryClient & { digest: Buffer }>();
  for (const client of clients) {
    const { clientId, clientSecret } = client;
    if (known.has(clientId))
      throw new RangeError(`Two clients are called ${clientId}. Give each a clientId of its own.`);
    if (!clientSecret) throw new RangeError(`The client ${clientId} has no secret. Give it a clientSecret.`);
    known.set(clientId, { ...client, digest: digest(clientSecret) });
  }
  return {
    verifyDecoy(secret) {
      timingSafeEqual(digest(secret), digest(''));
      return false;
    },
    async find(clientId) {
      const client = known.get(clientId);
      return (
        client && {
          clientId,
          subject: client.subject ?? clientId,
          scopes: client.scopes,
          resources: client.resources ?? [],
          status: 'active',
          verify: (secret) => timingSafeEqual(digest(secret), client.digest),
        }
      );
    },
  };
}
