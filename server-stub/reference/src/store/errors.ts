import { OperatorError } from '../operator-error.ts';

/** The store cannot be opened or brought up to date. Its message says what to do. */
export class StoreError extends OperatorError {
  override name = 'StoreError';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/** Whether the database will never take what was to be written. Classes 22 and 23: data exception, integrity constraint violation (PostgreSQL, appendix A). */
export const isUnstorable = (error: unknown): boolean =>
  /^2[23][0-9A-Z]{3}$/u.test(String((error as { code?: unknown }).code));
