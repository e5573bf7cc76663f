import { ProblemError } from '../problem.ts';

/** A number of requests in any window of a number of seconds. */
export interface RateLimitPolicy {
  /** Name of the policy in `RateLimit` and `RateLimit-Policy`: visible ASCII without quotes and backslashes. */
  name: string;
  /** What may be used in a window. An operation uses 1 unless the contract says otherwise. */
  quota: number;
  /** Length of the window, in seconds. */
  window: number;
}

/** What came of a request, and what is left. */
export interface RateLimitState extends RateLimitPolicy {
  allowed: boolean;
  /** What may still be used now. */
  remaining: number;
  /** Seconds until the limit is whole again, if nothing more is used. */
  reset: number;
  /** Seconds until the request would be allowed; 0 when it is. */
  retryAfter: number;
  /** Not allowed yet, as other replicas may have used what is left. Ask again once it is resolved, which it soon is. */
  undecided?: Promise<void>;
}

/** Limits how much each subject may use. Decides by what is in memory. */
export interface RateLimits {
  /**
   * Uses some of a subject's limit. What is refused uses nothing.
   *
   * @param subject whose limit it is, such as a client
   * @param cost default 1; what is above the whole quota counts as the whole quota
   */
  take(subject: string, cost?: number): RateLimitState;
}

/** The fields of draft-ietf-httpapi-ratelimit-headers. */
export function rateLimitHeaders(state: RateLimitState): Record<'ratelimit' | 'ratelimit-policy', string> {
  const { name, quota, window, remaining, reset } = state;
  return {
    ratelimit: `"${name}";r=${remaining};t=${reset}`,
    'ratelimit-policy': `"${name}";q=${quota};w=${window}`,
  };
}

/** The refusal of an operation, as a problem. */
export function rateLimited(state: RateLimitState): ProblemError {
  const { quota, window, retryAfter } = state;
  return new ProblemError(
    'rate-limited',
    `The limit of ${quota} requests in ${window} s is used up. Try again in ${retryAfter} s.`,
    { headers: { ...rateLimitHeaders(state), 'retry-after': String(retryAfter) } },
  );
}

/** The refusal of an OAuth endpoint, in OAuth's shape. */
export function oauthRateLimited(state: RateLimitState) {
  const { quota, window, retryAfter } = state;
  return {
    status: 429,
    headers: { ...rateLimitHeaders(state), 'retry-after': String(retryAfter), 'cache-control': 'no-store' },
    body: {
      error: 'temporarily_unavailable',
      error_description: `The limit of ${quota} requests in ${window} s is used up. Keep a token until it expires, and try again in ${retryAfter} s.`,
    },
  };
}

/** How long a request waits for replicas to hear of each other, in ms. */
const patience = 300;

/** Takes, and asks again while it is undecided: a burst at one replica is not refused what the others do not use. */
export function takeDecided(
  limits: RateLimits,
  subject: string,
  cost?: number,
): RateLimitState | Promise<RateLimitState> {
  const state = limits.take(subject, cost);
  return state.undecided ? takeLater(limits, subject, cost, state) : state;
}

async function takeLater(limits: RateLimits, subject: string, cost: number | undefined, first: RateLimitState) {
  const deadline = performance.now() + patience;
  let state = first;
  while (state.undecided && performance.now() < deadline) {
    await state.undecided;
    state = limits.take(subject, cost);
  }
  return state;
}
