import { SdkError, hasCode } from './sdk-error.ts';

/**
 * The deadline of a call, of one of its tries, or of a token request has passed.
 *
 * @example
 * if (isTimeoutError(error)) console.error(`no answer within ${error.timeout} ms`);
 */
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

/**
 * Whether a deadline has passed.
 *
 * @example
 * if (isTimeoutError(error)) console.error(`no answer within ${error.timeout} ms`);
 */
export const isTimeoutError = (error: unknown): error is TimeoutError => hasCode(error, 'TIMEOUT');
