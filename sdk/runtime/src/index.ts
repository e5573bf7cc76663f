/**
 * OAuth 2.0 client credentials for any API: a token source that is asked once and renews early, a fetch that carries
 * its tokens, and the small client under generated code.
 *
 * @module
 */
export { AccessToken, type AccessTokenInit } from './auth/access-token.ts';
export { type AuthorizedFetchOptions, authorizedFetch } from './auth/authorized-fetch.ts';
export {
  type ClientAuthentication,
  type TokenRequest,
  clientSecretBasic,
  clientSecretPost,
} from './auth/client-authentication.ts';
export { type ClientCredentialsOptions, clientCredentials } from './auth/client-credentials.ts';
export { memoryStore } from './auth/stores/memory.ts';
export type { TokenStore } from './auth/stores/store.ts';
export type { GetTokenOptions, TokenSource } from './auth/token-source.ts';
export { type Clock, systemClock } from './clock.ts';
export * from './errors.ts';
export type { RetryOptions } from './transport/retry.ts';
