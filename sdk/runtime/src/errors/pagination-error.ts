import { SdkError, hasCode } from './sdk-error.ts';

/** A paginated list does not come to an end. */
export class PaginationError extends SdkError {
  constructor(message: string) {
    super('PAGINATION_LOOP', message);
  }

  override get name(): string {
    return 'PaginationError';
  }
}

export const isPaginationError = (error: unknown): error is PaginationError => hasCode(error, 'PAGINATION_LOOP');
