import type { AccessToken } from './access-token.ts';

const second = 1000;
const minute = 60 * second;
/** Assumed where the server does not say, or says nonsense. */
const unknownLifetime = 5 * minute;
/** Longer is not believed: renewing once a day harms nobody. */
const longestLifetime = 24 * 60 * minute;

/**
 * Lifetime in milliseconds out of `expires_in` (RFC 6749 section 5.1), which servers send as a number, a numeric string,
 * nothing at all, or something else. Zero and less mean: for one use.
 */
export function lifetimeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' && expiresIn.trim() ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return unknownLifetime;
  return Math.min(Math.max(seconds, 0) * second, longestLifetime);
}

const lifetime = (token: AccessToken): number => token.expiresAt - token.requestedAt;

/** A token is handed out until this long before its end: 2 % of its life, at most 5 s, for the way to the server. */
export const isUsable = (token: AccessToken, now: number): boolean =>
  now < token.expiresAt - Math.min(lifetime(token) / 50, 5 * second);

/**
 * When to renew: a fifth of the lifetime, and at most 5 minutes, before the end. `jitter` (0 to 1, drawn once per token)
 * moves it up to half of that margin earlier, so that processes started together do not renew together.
 */
export const renewalPoint = (token: AccessToken, jitter: number): number =>
  token.expiresAt - Math.min(lifetime(token) / 5, 5 * minute) * (1 + jitter / 2);

/** Whether the token was granted at least these scopes, of which there is one or more. */
export const covers = (token: AccessToken, scopes: readonly string[]): boolean =>
  scopes.every((scope) => token.scopes?.includes(scope));
