import type { AccessToken } from '../access-token.ts';
import type { TokenStore } from './store.ts';

/**
 * Keeps tokens in this process. Pass one to several sources and they share tokens.
 *
 * @example
 * const store = memoryStore();
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, store });
 */
export function memoryStore(): TokenStore {
  const tokens = new Map<string, AccessToken>();
  return {
    get: (key) => tokens.get(key),
    set(key, token) {
      tokens.set(key, token);
    },
    delete(key, token) {
      if (tokens.get(key)?.value === token.value) tokens.delete(key);
    },
  };
}
