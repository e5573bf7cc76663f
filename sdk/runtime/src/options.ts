import type { TokenSource } from './auth/token-source.ts';

/** Says what was given, without its value: it may be a secret. */
const given = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/**
 * @param owner function whose option it is, for the message
 * @param accepted what to pass instead
 */
export function optionError(owner: string, option: string, value: unknown, accepted: string): TypeError {
  const problem = value === undefined ? 'is missing' : `cannot be ${given(value)}`;
  return new TypeError(`${owner}: \`${option}\` ${problem}. Pass ${accepted}.`);
}

export function requiredString(owner: string, option: string, value: unknown, accepted: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw optionError(owner, option, value, accepted);
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** An absolute http(s) URL without credentials in it. */
export function httpUrl(owner: string, option: string, value: unknown): URL {
  const accepted = 'an absolute URL, such as `https://api.example.org`';
  if (!(value instanceof URL)) requiredString(owner, option, value, accepted);
  let url: URL;
  try {
    url = new URL(value as string | URL);
  } catch {
    throw new TypeError(`${owner}: \`${option}\` is not a URL. Pass ${accepted}.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`${owner}: \`${option}\` starts with \`${url.protocol}\`. Pass ${accepted}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${owner}: \`${option}\` contains a user or password. Remove it from the URL.`);
  }
  return url;
}

/**
 * An absolute http(s) URL without credentials in it, and https unless it stays on this machine.
 *
 * @param owner function whose option it is, for the message
 * @param insecureOption option of that function that allows plain http
 * @param insecure whether it was set
 * @throws TypeError naming owner and option
 *
 * @example
 * const url = secureUrl('createClient', 'baseUrl', 'https://api.example.org', 'dangerouslyAllowInsecureBaseUrl', false);
 */
export function secureUrl(
  owner: string,
  option: string,
  value: unknown,
  insecureOption: string,
  insecure: boolean,
): URL {
  const url = httpUrl(owner, option, value);
  if (url.protocol === 'https:' || isLoopback(url.hostname) || insecure) return url;
  throw new TypeError(
    `${owner}: \`${option}\` is http://${url.host}, where anybody on the network path can read the secret. ` +
      `Pass an https URL; for a test network of your own there is \`${insecureOption}: true\`.`,
  );
}

/** Strings given as a list or separated by spaces: each once, in order of the alphabet; none is `undefined`. */
export function stringList(
  owner: string,
  option: string,
  value: string | readonly string[] | undefined,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const list = typeof value === 'string' ? value.split(' ') : value;
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'string')) {
    throw optionError(owner, option, value, 'a string or a list of strings');
  }
  const items = [...new Set(list.filter((item) => item !== ''))].toSorted();
  return items.length > 0 ? items : undefined;
}

/** Milliseconds, or `false` for none. Above 2^31-1 timers fire immediately, so that is refused. */
export function milliseconds(owner: string, option: string, value: unknown, fallback: number | false): number | false {
  if (value === undefined) return fallback;
  if (value === false) return false;
  if (typeof value === 'number' && value > 0 && value <= 0x7fff_ffff) return value;
  const accepted = 'milliseconds above 0 and below 2^31, or `false` for no limit';
  if (typeof value === 'number') throw new TypeError(`${owner}: \`${option}\` is ${value}. Pass ${accepted}.`);
  throw optionError(owner, option, value, accepted);
}

/** The caller's fetch, or the platform's, looked up at each call so that tests can replace it. */
export function fetchOption(owner: string, value: unknown): typeof fetch {
  if (value === undefined) return (input, init) => globalThis.fetch(input, init);
  if (typeof value === 'function') return value as typeof fetch;
  throw optionError(owner, 'fetch', value, "a function with the signature of the platform's `fetch`");
}

/** @throws TypeError where it has no `getToken` and `invalidate` */
export function tokenSourceOption(owner: string, tokens: unknown): TokenSource {
  const source = tokens as Partial<TokenSource> | null | undefined;
  if (typeof source?.getToken === 'function' && typeof source.invalidate === 'function') return source as TokenSource;
  throw optionError(owner, 'tokens', tokens, 'a token source, such as `clientCredentials({ ... })`');
}
