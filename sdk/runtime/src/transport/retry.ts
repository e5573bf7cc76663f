import { orAbort } from '../clock.ts';
import { optionError } from '../options.ts';
import { isConnectionFailure } from './connection.ts';

/** What is tried again, how often, and after what wait. */
export interface RetryOptions {
  /** Tries after the first. Default 2. */
  limit?: number | undefined;
  /** Statuses worth another try. Default 408, 429, 500, 502, 503, 504. */
  statusCodes?: readonly number[] | undefined;
  /** Longest wait before the first retry, in milliseconds; doubles from then on. Default 500. */
  delay?: number | undefined;
  /** Longest wait before any retry, in milliseconds. Default 8,000. */
  maxDelay?: number | undefined;
  /** Longest `Retry-After` that is obeyed, in milliseconds; what is longer counts as this. Default 60,000. */
  maxRetryAfter?: number | undefined;
}

export type RetryPolicy = Required<{ [K in keyof RetryOptions]: NonNullable<RetryOptions[K]> }>;

const defaults: RetryPolicy = {
  limit: 2,
  statusCodes: [408, 429, 500, 502, 503, 504],
  delay: 500,
  maxDelay: 8000,
  maxRetryAfter: 60_000,
};

/** @throws TypeError naming the option that is not acceptable */
export function retryPolicy(owner: string, retry: RetryOptions | number | false | undefined): RetryPolicy {
  if (retry === undefined) return defaults;
  if (retry === false) return { ...defaults, limit: 0 };
  const given = typeof retry === 'number' ? { limit: retry } : retry;
  if (typeof given !== 'object' || given === null) {
    throw optionError(owner, 'retry', retry, 'a number of retries, an object, or `false`');
  }
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of known) {
    if (!(name in defaults)) {
      throw new TypeError(`${owner}: \`retry.${name}\` is unknown. Known are ${Object.keys(defaults).join(', ')}.`);
    }
    const fits = name === 'statusCodes' ? Array.isArray(value) : typeof value === 'number' && value >= 0;
    if (!fits)
      throw optionError(
        owner,
        `retry.${name}`,
        value,
        name === 'statusCodes' ? 'a list of statuses' : 'a number of 0 or more',
      );
  }
  const policy = { ...defaults, ...Object.fromEntries(known) } as RetryPolicy;
  if (!Number.isInteger(policy.limit))
    throw new TypeError(`${owner}: \`retry.limit\` is ${policy.limit}. Pass an integer of 0 or more.`);
  return policy;
}

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'QUERY']);

/** Whether a request may be sent twice: by its method (RFC 9110 section 9.2.2), or because a key makes it so. */
export const isRepeatable = (method: string, headers: Readonly<Record<string, string>>): boolean =>
  idempotent.has(method) || headers['idempotency-key'] !== undefined;

export interface Attempts {
  url: string;
  method: string;
  /** Whether the request may be sent more than once. */
  repeatable: boolean;
  policy: RetryPolicy;
  /** Ends tries and waits, with its reason. */
  signal: AbortSignal | undefined;
  /** Deadline of the call, in milliseconds since the epoch. */
  endsAt: number;
  /** Whether what a try threw is worth another one. */
  isWorth?: (error: unknown) => boolean;
  /** Called before each wait. */
  onWait?: () => void;
}

export type Outcome = { response: Response } | { error: unknown };

/**
 * The first try by the caller's fetch alone; what follows a failure worth repeating is ky's: counting, `Retry-After`,
 * full jitter. ky is loaded only then.
 *
 * @returns the first response that is not worth another try, or the last one
 * @throws what the last try threw, or the signal's reason
 */
export async function withRetries(attempt: () => Promise<Response>, attempts: Attempts): Promise<Response> {
  if (attempts.policy.limit === 0 || !attempts.repeatable) return attempt();
  let first: Outcome;
  try {
    const response = await attempt();
    if (!attempts.policy.statusCodes.includes(response.status)) return response;
    first = { response };
  } catch (error) {
    const isWorth = attempts.isWorth ?? isConnectionFailure;
    if (attempts.signal?.aborted || !isWorth(error)) throw error;
    first = { error };
  }
  attempts.onWait?.();
  const { retryFrom } = await orAbort(import('../on-demand.ts'), attempts.signal);
  return retryFrom(first, attempt, attempts);
}
