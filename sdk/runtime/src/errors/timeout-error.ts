import { SdkError, hasCode } from './sdk-error.ts';

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

export const isTimeoutError = (error: unknown): error is TimeoutError => hasCode(error, 'TIMEOUT');
