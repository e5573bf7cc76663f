import type { RevocationStore } from '@guichet/front';
import { guard } from '../guard.ts';
import type { ChangeFeed, Follower } from '../store/changes/feed.ts';
import type { Change } from '../store/changes/reading.ts';
import type { Store } from '../store/schema.ts';

/**
 * How long a revocation is kept after its token has ended, in ms: longer than any clock tolerance accepts that token.
 */
const afterlife = 60_000;

/** How often those of ended tokens are dropped, in ms. */
const cleaning = 60_000;

/**
 * Revoked tokens, shared by all replicas through the database. A request looks in memory only: the list is read once,
 * and grows as the feed tells. While the feed is not certain the request fails: a revoked token must not pass because of
 * an outage.
 */
export class StoredRevocations implements RevocationStore, Follower {
  readonly #db: Store;
  readonly #feed: ChangeFeed;
  /** Until when each counts, in ms since 1970. What is revoked stays revoked: nothing is taken out before its end. */
  readonly #revoked = new Map<string, number>();
  #cleanedAt = Date.now();

  constructor(db: Store, feed: ChangeFeed) {
    this.#db = db;
    this.#feed = feed;
    feed.add(this);
  }

  revoke(jti: string, expiresAt: number): Promise<void> {
    return guard(async () => {
      const until = new Date(expiresAt * 1_000 + afterlife);
      await this.#db.deleteFrom('revoked_token').where('expires_at', '<', new Date()).execute();
      await this.#db
        .insertInto('revoked_token')
        .values({ jti, expires_at: until })
        .onConflict((conflict) => conflict.column('jti').doNothing())
        .execute();
      this.#note(jti, until.getTime());
    });
  }

  isRevoked(jti: string): boolean | Promise<boolean> {
    if (this.#feed.isCertain) return this.#revoked.has(jti);
    return this.#feed.certain().then(() => this.#revoked.has(jti));
  }

  async restart(): Promise<void> {
    const rows = await this.#db.selectFrom('revoked_token').selectAll().where('expires_at', '>', new Date()).execute();
    for (const { jti, expires_at } of rows) this.#note(jti, expires_at.getTime());
  }

  follow(changes: readonly Change[]): void {
    for (const { topic, subject, until } of changes) {
      if (topic === 'token' && subject !== null && until !== null) this.#note(subject, until);
    }
  }

  #note(jti: string, until: number): void {
    this.#revoked.set(jti, until);
    const now = Date.now();
    if (now - this.#cleanedAt < cleaning) return;
    this.#cleanedAt = now;
    for (const [old, end] of this.#revoked) if (end < now) this.#revoked.delete(old);
  }
}
