import { type Hooks, hooksOption } from '../observe/hooks.ts';
import { type Logger, loggerOption } from '../observe/logger.ts';
import { fetchOption, httpUrl, milliseconds, tokenSourceOption } from '../options.ts';
import { boundBody } from '../transport/body.ts';
import { Channel } from '../transport/channel.ts';
import { Deadline } from '../transport/deadline.ts';
import { type PlainHeaders, plainHeaders } from '../transport/headers.ts';
import { type RetryOptions, retryPolicy } from '../transport/retry.ts';
import { type Exchange, pathOf } from '../transport/exchange.ts';
import { send } from '../transport/send.ts';
import type { TokenSource } from './token-source.ts';
import { type UserToken, userTokenHeaderOption, userTokenOption } from './user-token.ts';

/** What an authorized fetch is made of. */
export interface AuthorizedFetchOptions {
  /** Where tokens come from, such as `clientCredentials({ ... })` or `apiKey(key)`. */
  tokens: TokenSource;
  /** Where the token may go: its origin, and no other. Relative addresses are appended to it. */
  baseUrl: string | URL;
  /**
   * The person on whose behalf the client calls: the token, or a function asked at each try. Sent beside the client's
   * own token, where that goes and nowhere else; it narrows what the client may do. Default: nobody.
   */
  userToken?: UserToken | undefined;
  /** Header of `userToken`. Default `X-User-Token`. */
  userTokenHeader?: string | undefined;
  /** What is tried again. Default: two more tries of what may be repeated. */
  retry?: RetryOptions | number | false | undefined;
  /** Deadline of a whole call, in milliseconds: token, tries, waits and body. Default 30,000; `false` for none. */
  timeout?: number | false | undefined;
  /** Deadline of each try until its answer begins, in milliseconds; the next try may follow. Default: none of its own. */
  tryTimeout?: number | false | undefined;
  /** The fetch underneath. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Functions around each try. */
  hooks?: Hooks | undefined;
  /**
   * Where each try and each deprecated address is reported. Default: warnings on standard error, and with
   * `GUICHET_LOG=debug` all of it; `false` for nothing.
   */
  logger?: Logger | false | undefined;
}

const owner = 'authorizedFetch';

/** `Request`s carry their parts themselves; a body is read whole, so that it can be sent again. */
async function partsOf(request: Request, init: RequestInit | undefined): Promise<RequestInit> {
  const { method, headers, signal, redirect, credentials, cache, integrity, keepalive, referrerPolicy } = request;
  const body = request.body === null || init?.body ? null : await request.arrayBuffer();
  return { method, headers, signal, redirect, credentials, cache, integrity, keepalive, referrerPolicy, body, ...init };
}

/**
 * A `fetch` that carries a token, recovers from a 401 once, tries again what may be repeated, and ends in time.
 *
 * The token goes to the origin of `baseUrl` alone: other addresses are fetched without it, and a redirect to another
 * origin loses it. A call that brings its own `Authorization` keeps it. Like any `fetch` it returns error statuses.
 *
 * @throws TypeError when an option is missing or not acceptable
 * @throws TokenError, ConnectionError, TimeoutError, ReplayError, or the caller's own abort reason, from the fetch
 *
 * @example
 * const api = authorizedFetch({ tokens, baseUrl: 'https://api.example.org/v1' });
 * const things = await (await api('/things?limit=5')).json();
 */
export function authorizedFetch(options: AuthorizedFetchOptions): typeof fetch {
  const tokens = tokenSourceOption(owner, options.tokens);
  const base = httpUrl(owner, 'baseUrl', options.baseUrl);
  const prefix = (base.origin + base.pathname).replace(/\/$/, '');
  const policy = retryPolicy(owner, options.retry);
  const timeout = milliseconds(owner, 'timeout', options.timeout, 30_000);
  const userToken = userTokenOption(owner, options.userToken);
  const userTokenHeader = userTokenHeaderOption(owner, options.userTokenHeader);
  const tryTimeout = milliseconds(owner, 'tryTimeout', options.tryTimeout, false);
  const channel = new Channel({
    tokens,
    fetch: fetchOption(owner, options.fetch),
    userToken,
    userTokenHeader,
    hooks: hooksOption(owner, options.hooks),
    log: loggerOption(owner, options.logger),
    isForeign: true,
  });

  return async function fetch(input, init) {
    const isRequest = typeof input === 'object' && !(input instanceof URL);
    const { method, headers, body, signal, ...rest } = isRequest ? await partsOf(input, init) : (init ?? {});
    const address = isRequest ? input.url : String(input);
    const relative = !/^[a-z][a-z\d+.-]*:/i.test(address);
    const url = relative ? `${prefix}${address.startsWith('/') ? '' : '/'}${address}` : address;
    const plain: PlainHeaders = plainHeaders(headers);
    const exchange: Exchange = {
      url,
      method: (method ?? 'GET').toUpperCase(),
      headers: plain,
      body,
      authorized: plain['authorization'] === undefined && (relative || new URL(url).origin === base.origin),
      init: rest,
    };
    const deadline = new Deadline(timeout, signal, () => `${exchange.method} ${pathOf(url)}`);
    const response = await send(channel, exchange, deadline, { policy, tryTimeout });
    return boundBody(response, deadline, url);
  };
}
