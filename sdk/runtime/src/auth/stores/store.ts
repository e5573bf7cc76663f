import type { AccessToken } from '../access-token.ts';

type Awaitable<T> = T | Promise<T>;

/**
 * Where tokens outlive a source: share one store, and clients of one credential share its tokens.
 *
 * A store is a convenience: when it throws, the engine asks the token endpoint instead.
 */
export interface TokenStore {
  /** @param key names issuer, client, audience and scope; holds no secret */
  get(key: string): Awaitable<AccessToken | undefined>;
  set(key: string, token: AccessToken): Awaitable<void>;
  /** Drops the entry if it still is that token, so that a late caller never drops a newer one. */
  delete(key: string, token: AccessToken): Awaitable<void>;
}
