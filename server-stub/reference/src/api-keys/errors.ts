import { ProblemError } from '@guichet/front';

/**
 * Why the registry gave no answer that counts:
 * - `unreachable`: no connection, or none in time
 * - `status`: it refused, or failed
 * - `shape`: what it said is not of its contract
 * - `size`: it said more than is read
 */
export type RegistryFault = 'unreachable' | 'status' | 'shape' | 'size';

/** The registry gave no answer that counts. The message is for the log: it holds no key and no token. */
export class RegistryError extends Error {
  override name = 'RegistryError';
  readonly fault: RegistryFault;

  constructor(fault: RegistryFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/**
 * Whether a key is valid cannot be known now. Never 401, which would tell a program to throw its key away.
 *
 * @param seconds - after which to try again
 */
export const keysUnavailable = (seconds: number, cause?: unknown) =>
  new ProblemError(
    'unavailable',
    'API keys cannot be checked at the moment. Try again after Retry-After; access tokens work meanwhile.',
    { headers: { 'retry-after': String(seconds) }, cause },
  );
