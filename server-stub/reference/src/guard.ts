import { ProblemError, type Handler } from '@guichet/front';
import { patience } from './store/patience.ts';

/**
 * Handlers whose database errors become problems: what the database cannot store (a NUL in a text, a moment outside its
 * calendar) is the caller's mistake, a database that does not answer is nobody's.
 *
 * @typeParam Handlers - all operations of a contract: one without a handler does not compile
 */
export function guardAll<Handlers extends object>(handlers: Handlers): Record<string, Handler> {
  // The front checks requests against the contract that the handlers' types were generated from.
  const loose = handlers as unknown as Record<string, Handler>;
  return Object.fromEntries(
    Object.entries(loose).map(([id, handler]) => [id, (call, reply) => guard(async () => handler(call, reply))]),
  );
}

/** As `guardAll` does, for any work on the database. */
export async function guard<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // A database that froze answers nothing, not even an error: its callers are told, whatever becomes of the work.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), patience);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    throw translate(error);
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (cause?: unknown) =>
  new ProblemError('unavailable', 'The database does not answer. Try again in a few seconds.', {
    cause,
    headers: { 'retry-after': '5' },
  });

function translate(error: unknown): unknown {
  if (error instanceof ProblemError || !(error instanceof Error)) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  // Class 22: data exception (PostgreSQL, appendix A).
  if (/^22[0-9A-Z]{3}$/u.test(code)) {
    return new ProblemError(
      'invalid-request',
      'A value cannot be stored: check texts for NUL characters, and that dates exist in the calendar.',
      {
        cause: error,
      },
    );
  }
  if (isOutage(code, error.message)) {
    return unavailable(error);
  }
  return error;
}

/**
 * Classes 08 (connection), 28 and 3D (access or database gone), 40 (a transaction to repeat), 53 (resources), 57P
 * (shutdown), 57014 (statement timed out), and the network's own.
 */
const isOutage = (code: string, message: string): boolean =>
  /^(?:08|28|3D|40|53|57P|57014)/u.test(code) ||
  ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE'].includes(code) ||
  /timeout exceeded when trying to connect|Connection terminated|is not queryable/u.test(message);
