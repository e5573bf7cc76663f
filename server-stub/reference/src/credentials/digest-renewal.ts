import type { Store } from '../store/schema.ts';
import type { Digest, Peppers } from './pepper.ts';

/** Where a digest of a secret lies. */
export type DigestPlace = { secretId: string } | { applicationId: string };

/**
 * Puts secrets under the current pepper. Only whoever sends a secret knows it, so this happens when it is used:
 * alongside the request, and once. What fails is tried again by the next use.
 */
export class DigestRenewal {
  readonly #db: Store;
  readonly #peppers: Peppers;
  readonly #running = new Map<string, Promise<void>>();

  constructor(db: Store, peppers: Peppers) {
    this.#db = db;
    this.#peppers = peppers;
  }

  /**
   * @param secret - that was found right
   * @param digest - by which it was found
   */
  note(place: DigestPlace, secret: string, digest: Digest): void {
    const key = JSON.stringify(place);
    if (digest.pepper_version === this.#peppers.version || this.#running.has(key) || this.#running.size >= most) return;
    const work = this.#renew(place, digest, this.#peppers.digest(secret))
      .catch(() => {})
      .finally(() => this.#running.delete(key));
    this.#running.set(key, work);
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Of two processes at once the second finds the digest changed, and leaves it. */
  async #renew(place: DigestPlace, old: Digest, { digest, pepper_version }: Digest): Promise<void> {
    await ('secretId' in place
      ? this.#db
          .updateTable('credential_secret')
          .set({ digest, pepper_version })
          .where('secret_id', '=', place.secretId)
          .where('digest', '=', old.digest)
          .execute()
      : this.#db
          .updateTable('application')
          .set({ secret_digest: digest, pepper_version })
          .where('client_id', '=', place.applicationId)
          .where('secret_digest', '=', old.digest)
          .execute());
  }
}

/** How many are renewed at a time: the requests themselves need the database more. */
const most = 4;
