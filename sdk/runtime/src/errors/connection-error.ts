import { SdkError, hasCode } from './sdk-error.ts';

/**
 * The other side could not be reached, or the connection broke. The message says what to do.
 *
 * @example
 * if (isConnectionError(error)) console.error(error.host, error.reason, error.message);
 */
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

/**
 * Whether the other side could not be reached, or the connection broke.
 *
 * @example
 * if (isConnectionError(error) && error.reason === 'ENOTFOUND') console.error(`no such host: ${error.host}`);
 */
export const isConnectionError = (error: unknown): error is ConnectionError => hasCode(error, 'CONNECTION_ERROR');
