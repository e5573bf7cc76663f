import { SdkError, hasCode } from './sdk-error.ts';

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

export const isInvalidResponseError = (error: unknown): error is InvalidResponseError =>
  hasCode(error, 'INVALID_RESPONSE');
