import type { RevocationStore } from '@guichet/front';
import { guard } from '../guard.ts';
import type { Store } from '../store/schema.ts';

/** How often the list is read again, in ms: a token that another process revoked is refused within a second (T4). */
const maxAge = 900;

/** How long a revocation is kept after its token has ended, in seconds: longer than any clock tolerance accepts one. */
const afterlife = 60;

/**
 * Revoked tokens, shared by all processes through the database. A request looks in memory; the list, which only
 * holds tokens that have not expired, is read again when it is too old. When the database cannot be read the request
 * fails: a revoked token must not pass because of an outage.
 */
export function storedRevocations(db: Store): RevocationStore {
  let revoked = new Set<string>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function read() {
    const startedAt = performance.now();
    const rows = await db.selectFrom('revoked_token').select('jti').where('expires_at', '>', new Date()).execute();
    revoked = new Set(rows.map(({ jti }) => jti));
    readAt = startedAt;
  }

  return {
    revoke: (jti, expiresAt) =>
      guard(async () => {
        await db.deleteFrom('revoked_token').where('expires_at', '<', new Date()).execute();
        await db
          .insertInto('revoked_token')
          .values({ jti, expires_at: new Date((expiresAt + afterlife) * 1000) })
          .onConflict((conflict) => conflict.column('jti').doNothing())
          .execute();
        revoked.add(jti);
        // A reading under way may have begun before: its answer must not undo this one.
        await reading?.catch(() => {});
        revoked.add(jti);
      }),
    async isRevoked(jti) {
      if (performance.now() - readAt > maxAge) {
        reading ??= guard(read).finally(() => (reading = undefined));
        await reading;
      }
      return revoked.has(jti);
    },
  };
}
