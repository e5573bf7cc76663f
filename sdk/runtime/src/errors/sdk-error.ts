import { slug } from '../../../../guichet.config.ts';

/**
 * Marks our errors. `Symbol.for` is shared by realms and by two copies of this package, where `instanceof` is not.
 */
const brand = Symbol.for(`${slug}.error`);

/** Stable names of what can go wrong; decide by these, not by messages. */
export type ErrorCode =
  | 'API_ERROR'
  | 'TOKEN_ERROR'
  | 'TIMEOUT'
  | 'CONNECTION_ERROR'
  | 'INVALID_RESPONSE'
  | 'BODY_NOT_REPLAYABLE'
  | 'PAGINATION_LOOP';

/**
 * Root of every error that a call can end with, except the caller's own abort reason. Decide by `code`.
 *
 * @example
 * await client.things.list().catch((error) => {
 *   if (isSdkError(error) && error.code === 'TIMEOUT') return undefined;
 *   throw error;
 * });
 */
export class SdkError extends Error {
  /** Which kind of error this is. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  // Written out, because bundlers rename classes.
  override get name(): string {
    return 'SdkError';
  }

  /** What may be logged: no response object, no cause. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) };
  }
}

/**
 * Whether the error is one of ours, also across realms and copies of this package.
 *
 * @example
 * if (isSdkError(error)) console.error(error.code, error.message);
 */
export const isSdkError = (error: unknown): error is SdkError =>
  typeof error === 'object' && error !== null && (error as { [brand]?: unknown })[brand] === true;

/** Whether the error is one of ours with this code. */
export const hasCode = (error: unknown, code: ErrorCode): boolean => isSdkError(error) && error.code === code;
