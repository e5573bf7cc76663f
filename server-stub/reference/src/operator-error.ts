/**
 * What was asked for cannot be done. The message says what to do, and is all that a terminal shows: other errors are shown
 * with their stack.
 */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
