import { SdkError, hasCode } from './sdk-error.ts';

/**
 * The request would have to be sent again, and its body is a stream that can be read only once: call again with a new one,
 * or pass a string, `Blob` or bytes.
 *
 * @example
 * if (isReplayError(error)) console.error(error.message);
 */
export class ReplayError extends SdkError {
  constructor(message: string) {
    super('BODY_NOT_REPLAYABLE', message);
  }

  override get name(): string {
    return 'ReplayError';
  }
}

/**
 * Whether a stream would have had to be sent twice.
 *
 * @example
 * if (isReplayError(error)) console.error(error.message);
 */
export const isReplayError = (error: unknown): error is ReplayError => hasCode(error, 'BODY_NOT_REPLAYABLE');
