import { type ApiError, isApiError as isAnyApiError } from '@guichet/runtime';
import type { ErrorsOf } from './generated/errors.gen.ts';
import type { Problem } from './generated/types.gen.ts';

/** The problem that the contract declares for an operation, with one status or with any. */
type Declared<O extends keyof ErrorsOf, S extends keyof ErrorsOf[O] = keyof ErrorsOf[O]> = ErrorsOf[O][S];

/**
 * Whether the API answered with an error; its `problem` then has the type that the contract declares.
 *
 * @param operation only errors of this operation, by its operationId
 * @param status only errors with this status
 *
 * @example
 * if (isApiError(error) && error.status === 429) console.log(error.retryAfter, error.rateLimit);
 * if (isApiError(error, 'collectivites.get', 404)) console.log(error.problem?.detail);
 */
export function isApiError(error: unknown): error is ApiError<Problem>;
export function isApiError<O extends keyof ErrorsOf>(error: unknown, operation: O): error is ApiError<Declared<O>>;
export function isApiError<O extends keyof ErrorsOf, S extends keyof ErrorsOf[O] & number>(
  error: unknown,
  operation: O,
  status: S,
): error is ApiError<Declared<O, S>, S>;
export function isApiError(error: unknown, operation?: string, status?: number): boolean {
  if (!isAnyApiError(error)) return false;
  return (
    (operation === undefined || error.operation === operation) && (status === undefined || error.status === status)
  );
}
