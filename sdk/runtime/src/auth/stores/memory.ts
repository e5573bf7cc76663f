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
  const leases = new Map<string, { endsAt: number }>();
  return {
    get: (key) => tokens.get(key),
    set(key, token) {
      tokens.set(key, token);
    },
    delete(key, token) {
      if (tokens.get(key)?.value === token.value) tokens.delete(key);
    },
    // A holder seldom dies alone; on workerd it does, with the request that began it.
    lease(key, term) {
      if (Date.now() < (leases.get(key)?.endsAt ?? -Infinity)) return undefined;
      const own = { endsAt: Date.now() + term };
      leases.set(key, own);
      const isOurs = () => leases.get(key) === own;
      return {
        renew() {
          own.endsAt = Date.now() + term;
          return isOurs();
        },
        release() {
          if (isOurs()) leases.delete(key);
        },
      };
    },
  };
}
