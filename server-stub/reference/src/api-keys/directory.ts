import type { KeyGrant } from './answers.ts';

/** A well-formed key that somebody sent. */
export interface SentKey {
  value: string;
  /** Lower-case hexadecimal SHA-256 of it. */
  hash: string;
  /** Before others are asked about a key that was never good here. It can refuse by throwing. */
  beforeAsking(): void;
}

/**
 * - `starting`: nothing is known yet
 * - `ready`: keys can be checked
 * - `stale`: what is known is too old to decide by
 */
export type KeysState = 'starting' | 'ready' | 'stale';

/** Knows what keys open. */
export interface KeyDirectory {
  /**
   * @returns undefined for a key that opens nothing
   * @throws {ProblemError} 503 with Retry-After when that cannot be known
   */
  find(key: SentKey): Promise<KeyGrant | undefined> | KeyGrant | undefined;
  readonly state: KeysState;
  close(): Promise<void>;
}
