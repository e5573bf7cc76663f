import { type ApiError, isApiError as isAnyApiError } from '@guichet/runtime';
import type { Problem } from './generated/types.gen.ts';

/**
 * Whether the API answered an error; its `problem` then has the type that the contract declares.
 *
 * @example
 * if (isApiError(error) && error.status === 400) console.log(error.problem?.errors);
 */
export const isApiError = (error: unknown): error is ApiError<Problem> => isAnyApiError<Problem>(error);
