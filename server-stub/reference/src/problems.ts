import { ProblemError, type ProblemDetail } from '@guichet/front';

/** Also for what exists but is somebody else's: whoever asks must not learn which (P5). */
export const notFound = () => new ProblemError('not-found', 'Nothing with this identifier exists, or it is not yours.');

export const forbidden = (detail: string) => new ProblemError('forbidden', detail);

/** @param names - resources that were refused; the caller sent them, so that naming them tells nothing new */
export const resourceNotAllowed = (names: readonly string[]) =>
  new ProblemError(
    'resource-not-allowed',
    `Out of reach of this credential or its owner: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}. ` +
      'Nothing was read or written.',
  );

/** RFC 6750 section 3.1: names the scopes that would have been needed. */
export const insufficientScope = (detail: string, scopes: readonly string[]) =>
  new ProblemError('insufficient-scope', detail, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
  });

export const conflict = (detail: string) => new ProblemError('conflict', detail);

export const idempotencyConflict = () =>
  new ProblemError('idempotency-conflict', 'Wait, then send the same request again.');

export const idempotencyKeyReused = () =>
  new ProblemError('idempotency-key-reused', 'Use a new Idempotency-Key for a new request.');

export const unprocessable = (errors: readonly ProblemDetail[]) =>
  new ProblemError('unprocessable', 'Correct the items listed in errors. Nothing was written.', { errors });
