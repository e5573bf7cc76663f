import { SdkError, hasCode } from './sdk-error.ts';

/**
 * A success whose body is not what its `Content-Type` says, or, with validation, not what the contract says.
 *
 * @example
 * if (isInvalidResponseError(error)) console.error(error.requestId, error.deviations);
 */
export class InvalidResponseError extends SdkError {
  /** Status of the response, such as 200. */
  readonly status: number;
  /** Identifies the request in the platform's logs; name it when you ask for help. */
  readonly requestId: string | undefined;
  /** Where the data deviates from the contract: JSON Pointer (RFC 6901) and what is wrong; empty where it is no JSON. */
  readonly deviations: readonly { readonly pointer: string; readonly message: string }[];
  /** The response; its body has been read. */
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

/**
 * Whether a success was not what it should be.
 *
 * @example
 * if (isInvalidResponseError(error)) for (const { pointer, message } of error.deviations) console.error(pointer, message);
 */
export const isInvalidResponseError = (error: unknown): error is InvalidResponseError =>
  hasCode(error, 'INVALID_RESPONSE');
