import { createHash } from 'node:crypto';

/** Remembers revoked tokens by `jti`, each until it would have expired anyway. Share it between processes by a store of your own. */
export interface RevocationStore {
  /**
   * @param jti of a token, or the `sid` of all tokens of a grant
   * @param expiresAt when the last of them expires, in seconds since 1970
   */
  revoke(jti: string, expiresAt: number): Promise<void> | void;
  isRevoked(jti: string): Promise<boolean> | boolean;
}

/** For one process. Forgets on restart, which a store in a database does not. */
export function memoryRevocations(): RevocationStore {
  const revoked = new Map<string, number>();
  return {
    revoke(jti, expiresAt) {
      const now = Date.now() / 1000;
      for (const [old, end] of revoked) if (end < now) revoked.delete(old);
      // A minute more than its life: clocks differ, and the verifier forgives some of that.
      revoked.set(jti, expiresAt + 60);
    },
    isRevoked: (jti) => revoked.has(jti),
  };
}

/** The name of a grant in tokens (`sid`) and among the revocations: the grant's own is a handle that stays in the store. */
export function sessionOf(grantId: string): string {
  return createHash('sha256').update(grantId).digest('base64url').slice(0, 22);
}
