import { SdkError, hasCode } from './sdk-error.ts';

/**
 * A paginated list does not come to an end: the server answers the same page again.
 *
 * @example
 * if (isPaginationError(error)) console.error(error.message);
 */
export class PaginationError extends SdkError {
  constructor(message: string) {
    super('PAGINATION_LOOP', message);
  }

  override get name(): string {
    return 'PaginationError';
  }
}

/**
 * Whether a list does not come to an end.
 *
 * @example
 * if (isPaginationError(error)) console.error(error.message);
 */
export const isPaginationError = (error: unknown): error is PaginationError => hasCode(error, 'PAGINATION_LOOP');
