import type { RateLimit } from '../errors.ts';

/**
 * Seconds of a `Retry-After` field (RFC 9110 section 10.2.3): a number or a date, never below 0.
 *
 * @returns `undefined` where the field is absent or garbage
 */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value);
  // Dates carry letters; `Date.parse` would also take "-5" or "12.5" for one.
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}

const parameter = (item: string | null, name: string): number | undefined => {
  const match = item?.match(new RegExp(`;\\s*${name}=(\\d+)`));
  return match ? Number(match[1]) : undefined;
};

/** The `RateLimit` and `RateLimit-Policy` fields (draft-ietf-httpapi-ratelimit-headers), or the older `X-RateLimit-*`. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const old = (name: string): number | undefined => {
    const value = headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`);
    return value !== null && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
  };
  const [state, policy] = [headers.get('ratelimit'), headers.get('ratelimit-policy')];
  const all = {
    limit: parameter(policy, 'q') ?? old('limit'),
    remaining: parameter(state, 'r') ?? old('remaining'),
    reset: parameter(state, 't') ?? old('reset'),
    window: parameter(policy, 'w'),
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  return known.length > 0 ? (Object.fromEntries(known) as RateLimit) : undefined;
}
