import { isIP } from 'node:net';
import type { DatabaseLocation } from '../store/database.ts';

// What a setting may be. Each takes the text of a variable, and answers undefined to one that it cannot be.

export const headerName = (text: string) => (/^[\w-]{1,64}$/u.test(text) ? text.toLowerCase() : undefined);

export const integer = (least: number, most: number) => (text: string) => {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

export const oneOf =
  <T extends string>(...allowed: readonly T[]) =>
  (text: string) =>
    allowed.find((value) => value === text);

/** Fastify's levels, and none. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** An issuer is the origin: no path, no query (RFC 8414 section 2). */
export function origin(text: string): string | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/u.test(url.protocol) && text.replace(/\/$/u, '') === url.origin
    ? url.origin
    : undefined;
}

/** `10.0.0.0/8, ::1`. No number of hops: whoever reaches the server directly could claim as many. */
export function networks(text: string): readonly string[] | undefined {
  const list = text.split(',').map((part) => part.trim());
  return list.every(isNetwork) ? list : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  const width = bits === undefined ? 0 : /^\d{1,3}$/u.test(bits) ? Number(bits) : Number.NaN;
  return version !== 0 && rest.length === 0 && width <= (version === 4 ? 32 : 128);
}

/** Scopes as OAuth writes them (RFC 6749 section 3.3). */
export function scopeList(text: string): readonly string[] | undefined {
  const list = text.split(/\s+/u);
  return list.every((scope) => /^[!#-[\]-~]+$/u.test(scope)) ? list : undefined;
}

export function databaseLocation(text: string): DatabaseLocation | undefined {
  if (text === 'memory:') return { kind: 'memory' };
  return /^postgres(?:ql)?:\/\//u.test(text) ? { kind: 'postgres', url: text } : undefined;
}

/** Where a service is, below which its paths are. Without a slash at the end. */
export function baseUrl(text: string): string | undefined {
  const url = URL.parse(text);
  const plain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && /^https?:$/u.test(url.protocol) ? url.href.replace(/\/+$/u, '') : undefined;
}

export const address = (text: string) => (URL.canParse(text) ? text : undefined);

/** Whether an origin is of this machine, where nobody listens in without TLS. */
export const isLoopback = (url: string) => /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/u.test(url);

/** A number of requests in a number of seconds. */
export interface RateLimitRule {
  quota: number;
  window: number;
}

/** `120/60`: 120 requests in 60 seconds; or `off`. */
export function rateLimitRule(text: string): RateLimitRule | 'off' | undefined {
  if (text === 'off') return 'off';
  const [quota, window] = (/^(\d{1,7})\/(\d{1,4})$/u.exec(text) ?? []).slice(1).map(Number);
  return quota && window && window <= 3600 ? { quota, window } : undefined;
}

export const webAddress = (text: string) =>
  /^https?:\/\/[^\s?#]+$/u.test(text) && URL.canParse(text) ? text : undefined;

export const share = (text: string) => {
  const value = /^\d(?:\.\d{1,6})?$/u.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? value : undefined;
};
