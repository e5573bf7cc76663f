import { LRUCache } from 'lru-cache';

/** Remembers revoked tokens by `jti`, each until it would have expired anyway. Share it between processes by a store of your own. */
export interface RevocationStore {
  /** @param expiresAt when the token expires, in seconds since 1970 */
  revoke(jti: string, expiresAt: number): Promise<void> | void;
  isRevoked(jti: string): Promise<boolean> | boolean;
}

/** For one process. Forgets on restart, which a store in a database does not. */
export function memoryRevocations(): RevocationStore {
  // No maximum: dropping an entry early would bring a revoked token back. Only authenticated clients can add one.
  const revoked = new LRUCache<string, true>({
    ttl: 1,
    ttlAutopurge: false,
    maxSize: Number.MAX_SAFE_INTEGER,
    sizeCalculation: () => 1,
  });
  return {
    revoke(jti, expiresAt) {
      const ttl = expiresAt * 1000 - Date.now();
      if (ttl <= 0) return;
      revoked.purgeStale();
      revoked.set(jti, true, { ttl });
    },
    isRevoked: (jti) => revoked.has(jti),
  };
}
