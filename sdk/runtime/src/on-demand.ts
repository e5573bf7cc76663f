/**
 * What most calls never need: failures explained, tries repeated, calls watched. One module, so that bundlers make one
 * chunk of it, which is loaded when the first call needs it.
 *
 * @module
 */
export { authenticateForm, clientItself } from './auth/client-form.ts';
export { SharedStore } from './auth/shared-store.ts';
export { noToken } from './auth/token-refusal.ts';
export { warnOfDeprecation } from './observe/deprecation.ts';
export { openTelemetry, withSpan } from './observe/span.ts';
export { loggedFetch, open, watched } from './observe/watch.ts';
export { connectionError } from './transport/connection-error.ts';
export { apiErrorOf, notJson, refusedStream } from './transport/error-response.ts';
export { requestIdOf } from './transport/headers.ts';
export { rateLimitOf } from './transport/limits.ts';
export { fetchGuarded } from './transport/redirect.ts';
export { retryFrom } from './transport/retry-loop.ts';
export { scopeRefusal } from './transport/scopes.ts';
export { validated } from './transport/validation.ts';
