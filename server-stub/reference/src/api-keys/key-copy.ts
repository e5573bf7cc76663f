import type { KeyChange, KeyChanges, KeyGrant } from './answers.ts';
import { RegistryError } from './errors.ts';

/** The most keys in a copy: a few hundred megabytes. A registry with more is asked about each key instead. */
const mostKeys = 200_000;

/** What is known of the feed of changes up to some point: the keys that open something, by their hash. */
export class KeyCopy {
  readonly #grants = new Map<string, KeyGrant>();
  readonly #most: number;
  #sequence = 0;
  #last: KeyChange | undefined;

  constructor(most: number = mostKeys) {
    this.#most = most;
  }

  /** @returns undefined for a key that opens nothing at this moment */
  get(hash: string, now: number): KeyGrant | undefined {
    const grant = this.#grants.get(hash);
    return grant !== undefined && grant.expiresAt > now ? grant : undefined;
  }

  /** Where the feed goes on. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The last change that was taken in. */
  get last(): KeyChange | undefined {
    return this.#last;
  }

  get size(): number {
    return this.#grants.size;
  }

  /**
   * Takes in a run of changes that goes on from here.
   *
   * @throws {RegistryError} when there are more keys than are kept
   */
  apply({ changes, lastSequence }: KeyChanges): void {
    for (const change of changes) {
      if (change.grant === undefined) this.#grants.delete(change.keyHash);
      else this.#grants.set(change.keyHash, change.grant);
      this.#last = change;
    }
    this.#sequence = lastSequence;
    if (this.#grants.size > this.#most) this.#forgetExpired();
    if (this.#grants.size > this.#most) {
      throw new RegistryError('size', `It has more than ${this.#most} keys: let it check each key instead.`);
    }
  }

  #forgetExpired(): void {
    const now = Date.now();
    for (const [hash, { expiresAt }] of this.#grants) if (expiresAt <= now) this.#grants.delete(hash);
  }
}
