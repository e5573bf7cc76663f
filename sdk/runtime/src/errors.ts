export { ApiError, type ApiErrorDetails, type Problem, type RateLimit, isApiError } from './errors/api-error.ts';
export { TokenError, type TokenFault, isTokenError } from './errors/token-error.ts';
export { TimeoutError, isTimeoutError } from './errors/timeout-error.ts';
export { ConnectionError, isConnectionError } from './errors/connection-error.ts';
export { InvalidResponseError, isInvalidResponseError } from './errors/invalid-response-error.ts';
export { ReplayError, isReplayError } from './errors/replay-error.ts';
export { PaginationError, isPaginationError } from './errors/pagination-error.ts';
export { type ErrorCode, SdkError, isSdkError } from './errors/sdk-error.ts';
