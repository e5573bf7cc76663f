import { SdkError, hasCode } from './sdk-error.ts';

/**
 * What the token endpoint answered in place of a token: an error status, a redirect, a body that is not a JSON
 * object, one of more than 1 MiB, one that cannot be decompressed, or an object without a token that can be used.
 */
export type TokenFault = 'status' | 'redirect' | 'not_json' | 'too_large' | 'unreadable' | 'no_token';

/**
 * No token was issued: the token endpoint refused, or answered something that is not a token (RFC 6749 section 5.2).
 *
 * @example
 * if (isTokenError(error) && error.error === 'invalid_client') console.error('check id and secret');
 */
export class TokenError extends SdkError {
  /** OAuth error code, such as `invalid_client`; absent where the answer was no OAuth error. */
  readonly error: string | undefined;
  /** `error_description` of the answer, with secrets blanked out. */
  readonly description: string | undefined;
  /** Status of the answer; absent where there was none. */
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

/**
 * Whether no token was issued.
 *
 * @example
 * if (isTokenError(error)) console.error(error.error ?? error.reason, error.message);
 */
export const isTokenError = (error: unknown): error is TokenError => hasCode(error, 'TOKEN_ERROR');
