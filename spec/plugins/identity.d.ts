/** The part of an identity that appears in outputs. */
export interface OutputIdentity {
  /** Name of the product in prose. */
  readonly title: string;
  /** Lower-case name in commands, paths and file names. */
  readonly slug: string;
  /** npm scope, with its `@`. */
  readonly scope: string;
  /** Prefix of environment variables. */
  readonly envPrefix: string;
  /** Prefix of secrets and API keys. */
  readonly secretPrefix: string;
  /** Base URI of problem types, with its last slash. */
  readonly problemBase: string;
  /** Home page, without a last slash. */
  readonly homepage: string;
}

/**
 * Rewrites a text from the identity the sources are written in to another one.
 *
 * @example renameIdentity('gch_live_...', { ...identity, secretPrefix: 'acme_' }) // 'acme_live_...'
 */
export function renameIdentity(text: string, identity: OutputIdentity): string;

/** Rewrites every string and every key of a JSON value, in place where it can. */
export function renameIdentityDeep<T>(value: T, identity: OutputIdentity): T;
