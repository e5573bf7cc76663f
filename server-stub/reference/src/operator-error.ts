/** What was asked for cannot be done. The message says what to do. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
