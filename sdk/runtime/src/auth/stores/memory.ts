import type { AccessToken } from '../access-token.ts';
import type { TokenStore } from './store.ts';

/**
 * Keeps tokens in this process. Pass one to several sources and they share tokens, and ask once for all of them.
 *
 * @example
 * const store = memoryStore();
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, store });
 */
export function memoryStore(): TokenStore {
  const tokens = new Map<string, AccessToken>();
  const leases = new Map<string, symbol>();
  return {
    get: (key) => tokens.get(key),
    set(key, token) {
      tokens.set(key, token);
    },
    delete(key, token) {
      if (tokens.get(key)?.value === token.value) tokens.delete(key);
    },
    // Its holders cannot die alone, and release it at their own deadline.
    lease(key) {
      if (leases.has(key)) return undefined;
      const own = Symbol(key);
      leases.set(key, own);
      return {
        renew: () => leases.get(key) === own,
        release() {
          if (leases.get(key) === own) leases.delete(key);
        },
      };
    },
  };
}
