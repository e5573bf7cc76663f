import { identity } from '../../../guichet.config.ts';

/**
 * Marks our errors. `Symbol.for` is shared by realms and by two copies of this package, where `instanceof` is not.
 */
const brand = Symbol.for(`${identity.slug}.error`);

/** Stable names of what can go wrong; decide by these, not by messages. */
export type ErrorCode =
  | 'API_ERROR'
  | 'TOKEN_ERROR'
  | 'TIMEOUT'
  | 'CONNECTION_ERROR'
  | 'INVALID_RESPONSE'
  | 'BODY_NOT_REPLAYABLE'
  | 'PAGINATION_LOOP';

/** Root of every error that a call can end with, except the caller's own abort reason. */
export class SdkError extends Error {
  /** Which kind of error this is. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  // Written out, because bundlers rename classes.
  override get name(): string {
    return 'SdkError';
  }

  /** What may be logged: no response object, no cause. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}

/** Problem details (RFC 9457 section 3.1). Decide by `type`. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  [extension: string]: unknown;
}

/** What the `RateLimit` and `RateLimit-Policy` fields say, or their `X-RateLimit-*` ancestors. */
export interface RateLimit {
  /** Requests of a whole window. */
  limit?: number;
  /** Requests that are left. */
  remaining?: number;
  /** Seconds until the limit is whole again. */
  reset?: number;
  /** Length of the window, in seconds. */
  window?: number;
}

export interface ApiErrorDetails<P> {
  operation?: string | undefined;
  status: number;
  problem: P | undefined;
  body: unknown;
  requestId: string | undefined;
  rateLimit: RateLimit | undefined;
  retryAfter: number | undefined;
  response: Response;
}

/**
 * The API answered with an error status.
 *
 * @example
 * try { await client.things.get({ id }); }
 * catch (error) { if (isApiError(error) && error.status === 404) return undefined; throw error; }
 */
export class ApiError<P = Problem, S extends number = number> extends SdkError {
  /** operationId of the contract; absent where the call is none of the contract's. */
  readonly operation: string | undefined;
  readonly status: S;
  /** The problem details (RFC 9457) or the OAuth error (RFC 6749 section 5.2), where the answer is one. */
  readonly problem: P | undefined;
  /** Identifies the request in the platform's logs; name it when you ask for help. */
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** Seconds to wait before another try, by `Retry-After`. */
  readonly retryAfter: number | undefined;
  /** The parsed body: a JSON value, or text. */
  declare readonly body: unknown;
  /** The response; its body has been read. */
  declare readonly response: Response;

  constructor(message: string, details: ApiErrorDetails<P>) {
    super('API_ERROR', message);
    this.operation = details.operation;
    this.status = details.status as S;
    this.problem = details.problem;
    this.requestId = details.requestId;
    this.rateLimit = details.rateLimit;
    this.retryAfter = details.retryAfter;
    // Not enumerable: a log of the error stays readable, and carries no more than it needs.
    Object.defineProperty(this, 'body', { value: details.body });
    Object.defineProperty(this, 'response', { value: details.response });
  }

  override get name(): string {
    return 'ApiError';
  }

  /** Headers of the response. */
  get headers(): Headers {
    return this.response.headers;
  }
}

/**
 * What an answer of the token endpoint was in place of a token: an error status, a redirect, a body that is no JSON
 * object, one of more than 1 MiB, one that cannot be decompressed, or an object without a token that can be used.
 */
export type TokenFault = 'status' | 'redirect' | 'not_json' | 'too_large' | 'unreadable' | 'no_token';

/** No token could be had: the token endpoint refused, or answered what is no token (RFC 6749 section 5.2). */
export class TokenError extends SdkError {
  /** OAuth error code, such as `invalid_client`; absent where the answer was no OAuth error. */
  readonly error: string | undefined;
  /** `error_description` of the answer, with secrets blanked out. */
  readonly description: string | undefined;
  readonly status: number | undefined;
  /** What was wrong with the answer, where it was no OAuth error. */
  readonly reason: TokenFault | undefined;

  constructor(
    message: string,
    details: {
      error?: string | undefined;
      description?: string | undefined;
      status?: number | undefined;
      reason?: TokenFault | undefined;
    } = {},
    options?: ErrorOptions,
  ) {
    super('TOKEN_ERROR', message, options);
    this.error = details.error;
    this.description = details.description;
    this.status = details.status;
    this.reason = details.reason;
  }

  override get name(): string {
    return 'TokenError';
  }
}

/** The deadline of a call, or of a token request, has passed. */
export class TimeoutError extends SdkError {
  /** The deadline, in milliseconds. */
  readonly timeout: number;

  constructor(message: string, timeout: number) {
    super('TIMEOUT', message);
    this.timeout = timeout;
  }

  override get name(): string {
    return 'TimeoutError';
  }
}

/** The other side could not be reached, or the connection broke. */
export class ConnectionError extends SdkError {
  /** Code of the system or of TLS, such as `ECONNREFUSED`; absent where the platform hides it (browsers). */
  readonly reason: string | undefined;
  /** Host and port that were asked. */
  readonly host: string;

  constructor(message: string, details: { reason: string | undefined; host: string }, options?: ErrorOptions) {
    super('CONNECTION_ERROR', message, options);
    this.reason = details.reason;
    this.host = details.host;
  }

  override get name(): string {
    return 'ConnectionError';
  }
}

/** A success whose body is not what its `Content-Type` says, or, with validation, not what the contract says. */
export class InvalidResponseError extends SdkError {
  readonly status: number;
  readonly requestId: string | undefined;
  /** Where the data deviates from the contract: JSON Pointer (RFC 6901) and what is wrong; empty where it is no JSON. */
  readonly deviations: readonly { readonly pointer: string; readonly message: string }[];
  declare readonly response: Response;

  constructor(
    message: string,
    response: Response,
    requestId: string | undefined,
    deviations: InvalidResponseError['deviations'] = [],
  ) {
    super('INVALID_RESPONSE', message);
    this.status = response.status;
    this.requestId = requestId;
    this.deviations = deviations;
    Object.defineProperty(this, 'response', { value: response });
  }

  override get name(): string {
    return 'InvalidResponseError';
  }
}

/** The request would have to be sent again, and its body is a stream that can be read only once. */
export class ReplayError extends SdkError {
  constructor(message: string) {
    super('BODY_NOT_REPLAYABLE', message);
  }

  override get name(): string {
    return 'ReplayError';
  }
}

/** A paginated list does not come to an end. */
export class PaginationError extends SdkError {
  constructor(message: string) {
    super('PAGINATION_LOOP', message);
  }

  override get name(): string {
    return 'PaginationError';
  }
}

const hasCode = (error: unknown, code: ErrorCode): boolean => isSdkError(error) && error.code === code;

/** Whether the error is one of ours, also across realms and copies of this package. */
export const isSdkError = (error: unknown): error is SdkError =>
  typeof error === 'object' && error !== null && (error as { [brand]?: unknown })[brand] === true;
export const isApiError = <P = Problem>(error: unknown): error is ApiError<P> => hasCode(error, 'API_ERROR');
export const isTokenError = (error: unknown): error is TokenError => hasCode(error, 'TOKEN_ERROR');
export const isTimeoutError = (error: unknown): error is TimeoutError => hasCode(error, 'TIMEOUT');
export const isConnectionError = (error: unknown): error is ConnectionError => hasCode(error, 'CONNECTION_ERROR');
export const isInvalidResponseError = (error: unknown): error is InvalidResponseError =>
  hasCode(error, 'INVALID_RESPONSE');
export const isReplayError = (error: unknown): error is ReplayError => hasCode(error, 'BODY_NOT_REPLAYABLE');
export const isPaginationError = (error: unknown): error is PaginationError => hasCode(error, 'PAGINATION_LOOP');
