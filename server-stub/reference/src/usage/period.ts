import { ProblemError, type ProblemDetail } from '@guichet/front';

const day = 86_400_000;

/** Days that a report may span. */
const longest = 366;

/** Days from the first to the last, when only one end, or none, was asked for. */
const usual = 30;

export interface Period {
  /** First and last day (UTC), `YYYY-MM-DD`. */
  from: string;
  to: string;
  /** The instants: that of the first day, and that after the last. */
  start: Date;
  end: Date;
}

/**
 * The days that somebody asks for.
 *
 * @throws ProblemError 400 when they are not a period, or too long a period
 */
export function periodOf(wish: { from?: string | undefined; to?: string | undefined }, now = new Date()): Period {
  const to = wish.to ?? dayOf(now);
  const last = Date.parse(to);
  const from = wish.from ?? dayOf(new Date(last - usual * day));
  const first = Date.parse(from);
  if (first > last) throw refused([{ parameter: 'from', detail: `must not be after ${to}` }]);
  if (last - first >= longest * day) {
    throw refused([{ parameter: 'from', detail: `must be at most ${longest - 1} days before ${to}` }]);
  }
  return { from, to, start: new Date(first), end: new Date(last + day) };
}

export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

const refused = (errors: readonly ProblemDetail[]) =>
  new ProblemError('invalid-request', 'Correct the items listed in errors.', { errors });
