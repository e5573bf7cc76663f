import { SdkError, hasCode } from './sdk-error.ts';

/** The request would have to be sent again, and its body is a stream that can be read only once. */
export class ReplayError extends SdkError {
  constructor(message: string) {
    super('BODY_NOT_REPLAYABLE', message);
  }

  override get name(): string {
    return 'ReplayError';
  }
}

export const isReplayError = (error: unknown): error is ReplayError => hasCode(error, 'BODY_NOT_REPLAYABLE');
