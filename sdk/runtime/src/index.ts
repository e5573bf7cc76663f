/**
 * OAuth 2.0 client credentials for any API: a token source that is asked once and renews early, a fetch that carries
 * its tokens, and the small client under generated code.
 *
 * @module
 */
export { AccessToken, type AccessTokenInit } from './auth/access-token.ts';
export { type ApiKeyOptions, apiKey } from './auth/api-key.ts';
export { type AuthorizedFetchOptions, authorizedFetch } from './auth/authorized-fetch.ts';
export {
  type ClientAuthentication,
  type TokenRequest,
  clientSecretBasic,
  clientSecretPost,
  tlsClientAuth,
} from './auth/client-authentication.ts';
export { type ClientCredentialsOptions, clientCredentials } from './auth/client-credentials.ts';
export { type DeviceAuthorizationOptions, deviceAuthorization } from './auth/device-authorization.ts';
export type { DevicePrompt } from './auth/device-code.ts';
export { type PrivateJwk, type PrivateKeyJwtOptions, privateKeyJwt } from './auth/private-key-jwt.ts';
export { memoryStore } from './auth/stores/memory.ts';
export type { Lease, TokenStore } from './auth/stores/store.ts';
export type { GetTokenOptions, TokenSource } from './auth/token-source.ts';
export type { UserToken } from './auth/user-token.ts';
export { type Answered, ApiPromise, type WithResponse } from './api-promise.ts';
export type { CallOptions, Client, ClientMeta, Options, RequestOptions, RequestResult, TDataShape } from './call.ts';
export { type TransportOptions, createTransport } from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export type { ContractFacts, OperationFacts } from './contract.ts';
export * from './errors.ts';
export type { HookRequest, Hooks } from './observe/hooks.ts';
export type { LogFields, Logger } from './observe/logger.ts';
export { secureUrl } from './options.ts';
export { type Listing, type PaginateOptions, type Pagination, listing, paginate } from './pages.ts';
export type { ParameterStyle, QuerySerializer, QuerySerializerOptions } from './transport/query.ts';
export {
  type BodySerializer,
  formDataBodySerializer,
  jsonBodySerializer,
  urlSearchParamsBodySerializer,
} from './transport/request-body.ts';
export type { ParseAs } from './transport/response-body.ts';
export type { RetryOptions } from './transport/retry.ts';
export type { Answer, Deviation, ResponseValidator } from './transport/validation.ts';
