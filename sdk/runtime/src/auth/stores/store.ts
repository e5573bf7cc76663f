import { optionError } from '../../options.ts';
import type { AccessToken } from '../access-token.ts';

type Awaitable<T> = T | Promise<T>;

/** The right to ask for a token while all others who share the store wait for it. */
export interface Lease {
  /** Keeps it for another term; `false` where it was lost meanwhile. */
  renew(): Awaitable<boolean>;
  /** Gives it back; does nothing where it was lost. */
  release(): Awaitable<void>;
}

/**
 * Where tokens outlive a source: share one store, and clients of one credential share its tokens.
 *
 * A store is a convenience: when it throws, or takes longer than a second or two, the engine asks the token endpoint
 * instead.
 */
export interface TokenStore {
  /**
   * The token that was kept under this key, if it has not ended.
   *
   * @param key names issuer, client, audience and scope; holds no secret
   */
  get(key: string): Awaitable<AccessToken | undefined>;
  /** Keeps a token until it ends, in place of any other under this key. */
  set(key: string, token: AccessToken): Awaitable<void>;
  /** Drops the entry if it still is that token, so that a late caller never drops a newer one. */
  delete(key: string, token: AccessToken): Awaitable<void>;
  /**
   * Lets one user of the store at a time ask for a token. A store without it is shared all the same, and several may ask.
   *
   * @param term milliseconds after which it ends by itself unless it is renewed: how long a dead holder is waited for
   * @returns `undefined` while somebody else holds it
   */
  lease?(key: string, term: number): Awaitable<Lease | undefined>;
  /** Called for each operation that threw or took too long; nothing else comes of it. */
  onError?(error: unknown): void;
}

/** @throws TypeError where it has no `get`, `set` and `delete` */
export function storeOption(owner: string, store: TokenStore | undefined): TokenStore | undefined {
  const { get, set, delete: drop } = store ?? ({} as Partial<TokenStore>);
  if (store === undefined || [get, set, drop].every((part) => typeof part === 'function')) return store;
  throw optionError(owner, 'store', store, 'a token store, such as `memoryStore()` or `fileStore()`');
}
