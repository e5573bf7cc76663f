/**
 * Typed client of the partner API. Gets and renews its own OAuth tokens.
 *
 * @module
 */
export { isApiError } from './api-error.ts';
export { type Client, createClient } from './client.ts';
export type { ClientOptions } from './options.ts';
export type { AppInfo } from './user-agent.ts';

export {
  AccessToken,
  ApiError,
  ConnectionError,
  InvalidResponseError,
  PaginationError,
  ReplayError,
  SdkError,
  TimeoutError,
  TokenError,
  apiKey,
  isConnectionError,
  isInvalidResponseError,
  isPaginationError,
  isReplayError,
  isSdkError,
  isTimeoutError,
  isTokenError,
} from '@guichet/runtime';
export type {
  ApiPromise,
  CallOptions,
  ErrorCode,
  HookRequest,
  Hooks,
  Listing,
  LogFields,
  Logger,
  RateLimit,
  ResponseValidator,
  RetryOptions,
  TokenSource,
} from '@guichet/runtime';

export * from './generated/sdk.gen.ts';
export type * from './generated/types.gen.ts';
export type { ErrorsOf } from './generated/errors.gen.ts';
export type { OperationId, Scope } from './generated/operations.gen.ts';
export type { Api } from './generated/tree.gen.ts';
