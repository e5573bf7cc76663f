import { memoryRateLimits, type FrontRequest, type RateLimits } from '@guichet/front';

type Headers = Readonly<Record<string, unknown>>;

/**
 * Puts what is really left into the `RateLimit` header of an example: it tells of a quota, and each caller uses it up call
 * by call. The mock refuses nobody for it, as its answers would then depend on how fast a test is; the scenario `throttled`
 * does. An example of which nothing is left, such as that of a 429, stays as it is.
 */
export function countRemaining(): (headers: Headers, request: FrontRequest) => Headers {
  const limits = new Map<string, RateLimits>();

  return (headers, { principal, operation }) => {
    const [state, policy] = ['ratelimit', 'ratelimit-policy'].map((name) =>
      Object.keys(headers).find((each) => each.toLowerCase() === name),
    );
    if (state === undefined || policy === undefined) return headers;
    const [, name, quota, window] = /^"([^"\\]+)";q=(\d{1,9});w=(\d{1,6})$/.exec(String(headers[policy])) ?? [];
    if (name === undefined || !/;r=0*[1-9]/.test(String(headers[state]))) return headers;
    const key = String(headers[policy]);
    const limit = limits.get(key) ?? memoryRateLimits({ name, quota: Number(quota), window: Number(window) });
    limits.set(key, limit);
    const { remaining, reset } = limit.take(callerOf(principal), operation.cost);
    return { ...headers, [state]: `"${name}";r=${remaining};t=${reset}` };
  };
}

/** As the front counts calls: a person is one whichever program they use. */
const callerOf = (principal: FrontRequest['principal']): string => {
  if (!principal) return 'nobody';
  const { kind, clientId, subject } = principal;
  return `${kind} ${kind === 'user' ? subject : (clientId ?? subject)}`;
};
