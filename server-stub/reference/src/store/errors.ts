/** The store cannot be opened or brought up to date. Its message says what to do. */
export class StoreError extends Error {
  override name = 'StoreError';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
