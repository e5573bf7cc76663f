import { SdkError, hasCode } from './sdk-error.ts';

/** Problem details (RFC 9457 section 3.1). Decide by `type`. */
export interface Problem {
  /** URI of the kind of problem: stable. */
  type?: string;
  /** Name of the kind of problem, for people. */
  title?: string;
  /** Status of the response. */
  status?: number;
  /** What happened this time, for people. */
  detail?: string;
  /** The request that failed. */
  instance?: string;
  /** What the API says besides. */
  [extension: string]: unknown;
}

/** What the `RateLimit` and `RateLimit-Policy` fields say, or their `X-RateLimit-*` predecessors. */
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

/** What an `ApiError` is made of. */
export interface ApiErrorDetails<P> {
  /** operationId of the contract. */
  operation?: string | undefined;
  /** Status of the response. */
  status: number;
  /** Problem details, or OAuth error. */
  problem: P | undefined;
  /** The parsed body. */
  body: unknown;
  /** Identifies the request in the platform's logs. */
  requestId: string | undefined;
  /** What the response says of the limit. */
  rateLimit: RateLimit | undefined;
  /** Seconds to wait. */
  retryAfter: number | undefined;
  /** The response; its body has been read. */
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
  /** Status of the response, from 400 on. */
  readonly status: S;
  /** The problem details (RFC 9457) or the OAuth error (RFC 6749 section 5.2), where the answer is one. */
  readonly problem: P | undefined;
  /** Identifies the request in the platform's logs; name it when you ask for help. */
  readonly requestId: string | undefined;
  /** What the response says of the limit; absent where it says nothing. */
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
 * Whether the API answered with an error status.
 *
 * @example
 * if (isApiError(error) && error.status === 429) console.log(`again in ${error.retryAfter} s`);
 */
export const isApiError = <P = Problem>(error: unknown): error is ApiError<P> => hasCode(error, 'API_ERROR');
