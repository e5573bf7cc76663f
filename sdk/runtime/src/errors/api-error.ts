import { SdkError, hasCode } from './sdk-error.ts';

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

/** Whether the API answered an error status. */
export const isApiError = <P = Problem>(error: unknown): error is ApiError<P> => hasCode(error, 'API_ERROR');
