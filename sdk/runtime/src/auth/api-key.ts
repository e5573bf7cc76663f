import { orAbort } from '../clock.ts';
import { optionError } from '../options.ts';
import { AccessToken } from './access-token.ts';
import type { TokenSource } from './token-source.ts';

/** How an API key is sent. */
export interface ApiKeyOptions {
  /**
   * Where the key goes: the name of a header, or `Authorization: <scheme>` such as `Authorization: ApiKey`.
   * Default `X-API-Key`.
   */
  header?: 'X-API-Key' | 'Authorization: ApiKey' | (string & {}) | undefined;
}

const owner = 'apiKey';
const acceptedKey = 'the key alone, as it was shown when it was created, or a function that returns it';

/** A key never expires by itself; the API says whether it is still valid. */
class ApiKeyToken extends AccessToken {
  readonly #header: string;
  readonly #fieldValue: string;
  readonly #replaceable: boolean;

  constructor(key: string, header: string, scheme: string | undefined, replaceable: boolean) {
    super({ value: key, requestedAt: Date.now(), expiresAt: Infinity });
    this.#header = header;
    this.#replaceable = replaceable;
    this.#fieldValue = scheme === undefined ? key : `${scheme} ${key}`;
  }

  override get header(): string {
    return this.#header;
  }

  override get authorization(): string {
    return this.#fieldValue;
  }

  override get replaceable(): boolean {
    return this.#replaceable;
  }

  override toJSON(): Record<string, unknown> {
    return { type: 'ApiKey', header: this.#header };
  }

  override toString(): string {
    return `[ApiKey, sent as ${this.#header}]`;
  }
}

function headerOf(header: unknown): { name: string; scheme: string | undefined } {
  const accepted = "the name of a header, such as `'X-API-Key'`, or `'Authorization: ApiKey'`";
  if (typeof header !== 'string') throw optionError(owner, 'header', header, accepted);
  const match = /^([\w!#$%&'*+.^`|~-]+)(?:: *([\w!#$%&'*+.^`|~-]+))?$/.exec(header);
  if (!match) throw new TypeError(`${owner}: \`header\` is not a header name. Pass ${accepted}.`);
  const [, name = '', scheme] = match;
  if (name.toLowerCase() === 'authorization' && !scheme) {
    throw new TypeError(`${owner}: \`header\` is Authorization without a scheme. Pass ${accepted}.`);
  }
  return { name: name.toLowerCase(), scheme };
}

/** @throws TypeError that never quotes the key */
function checkedKey(key: unknown): string {
  if (typeof key !== 'string' || key === '') throw optionError(owner, 'key', key, acceptedKey);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new TypeError(`${owner}: \`key\` has spaces or characters that a header cannot carry. Pass ${acceptedKey}.`);
  }
  return key;
}

/**
 * An API key in place of a token, for {@link authorizedFetch}, `createTransport` and clients built on them. It goes to
 * the API's own origin alone, and is not sent along on a redirect to another one.
 *
 * @param key the key, or a function that returns it, asked at each call and again after a 401: keys that rotate
 * @throws TypeError when key or header is missing or not acceptable; the key is never shown
 *
 * @example
 * const api = authorizedFetch({ tokens: apiKey(key), baseUrl: 'https://api.example.org' });
 * const other = authorizedFetch({ tokens: apiKey(key, { header: 'Authorization: ApiKey' }), baseUrl });
 */
export function apiKey(key: string | (() => string | Promise<string>), options: ApiKeyOptions = {}): TokenSource {
  const { name, scheme } = headerOf(options.header ?? 'X-API-Key');
  if (typeof key === 'function') {
    const ask = async (): Promise<AccessToken> => new ApiKeyToken(checkedKey(await key()), name, scheme, true);
    return { getToken: ({ signal } = {}) => orAbort(ask(), signal), invalidate() {} };
  }
  const token = Promise.resolve(new ApiKeyToken(checkedKey(key), name, scheme, false));
  // A key that was refused is all there is: the caller gets the 401.
  return { getToken: () => token, invalidate() {} };
}
