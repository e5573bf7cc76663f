import { isSdkError } from '../errors.ts';
import { Foreign } from './foreign.ts';

/** The code of a failed fetch, which undici hides in `cause`, or, for a host with several addresses, one level deeper. */
export function reasonOf(error: unknown): string | undefined {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (cause !== undefined && cause !== null) return reasonOf(cause);
  if (typeof code === 'string') return code;
  return errors?.[0] === undefined ? undefined : reasonOf(errors[0]);
}

/** How the platforms say it: undici, Chrome, Firefox, Safari, Deno, and workerd, whose errors are plain ones. */
const platformMessages =
  /^(fetch failed|failed to fetch|networkerror|network |load failed|terminated|error (sending request|reading a body)|internal error; reference)/i;

/** Whether a fetch failed on the way, rather than because it was called wrongly. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error) || isSdkError(error) || error instanceof Foreign) return false;
  const reason = reasonOf(error);
  if (reason?.startsWith('ERR_INVALID') || reason === 'UND_ERR_INVALID_ARG') return false;
  return reason !== undefined || (/^(Type)?Error$/.test(error.name) && platformMessages.test(error.message.trim()));
}

/**
 * What a failed fetch should have said; loaded when one has failed.
 *
 * @param role what was asked, for the message
 * @returns the error itself where it is not a failure of the connection
 */
export const explained = async (error: unknown, url: URL, role: string): Promise<unknown> =>
  isConnectionFailure(error)
    ? (await import('../on-demand.ts')).connectionError(error, url, role)
    : error instanceof Foreign
      ? error.reason
      : error;
