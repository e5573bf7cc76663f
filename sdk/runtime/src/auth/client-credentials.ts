import { type Clock, systemClock } from '../clock.ts';
import { type Log, type Logger, loggerOption } from '../observe/logger.ts';
import { fetchOption, milliseconds, optionError, requiredString, secureUrl, stringList } from '../options.ts';
import { type RetryOptions, retryPolicy } from '../transport/retry.ts';
import type { AccessToken } from './access-token.ts';
import { type ClientAuthentication, clientSecretBasic } from './client-authentication.ts';
import { type TokenStore, storeOption } from './stores/store.ts';
import { TokenCache } from './token-cache.ts';
import { tokenOf } from './token-endpoint.ts';
import { postForm } from './token-request.ts';
import type { TokenSource } from './token-source.ts';

/** What a source of tokens by client credentials is made of. */
export interface ClientCredentialsOptions {
  /** The token endpoint: https, or on this machine. */
  tokenUrl: string | URL;
  /** `client_id` of the credential. */
  clientId: string;
  /** Sent by HTTP Basic. Give this or `clientAuthentication`. */
  clientSecret?: string | undefined;
  /** How the client authenticates, such as {@link clientSecretPost}. */
  clientAuthentication?: ClientAuthentication | undefined;
  /** Scopes to ask for (RFC 6749 section 3.3), as a list or separated by spaces. Default: none named. */
  scope?: string | readonly string[] | undefined;
  /** `audience` of the request, which some servers want. */
  audience?: string | undefined;
  /** Resource indicators (RFC 8707). */
  resource?: string | readonly string[] | undefined;
  /** More parameters of the request. They become part of the cache key: no secrets here. */
  parameters?: Readonly<Record<string, string>> | undefined;
  /** Shares tokens with other sources. Default: this source keeps its own, in memory. */
  store?: TokenStore | undefined;
  /** The fetch that carries token requests; never the authorized one. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Deadline of one token request with its retries, in milliseconds. Default 10,000. */
  timeout?: number | undefined;
  /** What is tried again. Default: two more tries on 429, 5xx and broken connections. */
  retry?: RetryOptions | number | false | undefined;
  /** More headers of token requests, such as `User-Agent`. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Where token requests are logged. Default: nowhere, or standard error with `GUICHET_LOG=debug`. */
  logger?: Logger | false | undefined;
  /** What to say beside an OAuth error, by its code (RFC 6749 section 5.2): what helps with this platform. */
  remedies?: Readonly<Record<string, string>> | undefined;
  /** Time; replaced in tests. */
  clock?: Clock | undefined;
  /** Sends the secret over plain http to other machines. For closed test networks only. */
  dangerouslyAllowInsecureTokenUrl?: boolean | undefined;
}

const owner = 'clientCredentials';

function authenticationOf(options: ClientCredentialsOptions): ClientAuthentication {
  const { clientAuthentication, clientSecret } = options;
  if (clientAuthentication !== undefined && clientSecret !== undefined) {
    throw new TypeError(`${owner}: both \`clientSecret\` and \`clientAuthentication\` are given. Pass one of them.`);
  }
  if (typeof clientAuthentication === 'function') return clientAuthentication;
  if (clientAuthentication !== undefined) {
    throw optionError(
      owner,
      'clientAuthentication',
      clientAuthentication,
      'a function such as `clientSecretPost(secret)`',
    );
  }
  requiredString(owner, 'clientSecret', clientSecret, 'the secret of the credential, or `clientAuthentication`');
  return clientSecretBasic(clientSecret as string);
}

/** Token requests in the log, where there is one. */
const logged = (fetch: typeof globalThis.fetch, log: Log): typeof globalThis.fetch =>
  log.debug ? async (input, init) => (await import('../on-demand.ts')).loggedFetch(fetch, log)(input, init) : fetch;

/**
 * Tokens by the client credentials grant (RFC 6749 section 4.4): asked for once, shared by all callers, renewed early.
 *
 * @throws TypeError when an option is missing or not acceptable; it names the option and never shows its value
 *
 * @example
 * const tokens = clientCredentials({ tokenUrl: 'https://auth.example.org/oauth/token', clientId, clientSecret });
 * const api = authorizedFetch({ tokens, baseUrl: 'https://api.example.org' });
 * const response = await api('/things');
 */
export function clientCredentials(options: ClientCredentialsOptions): TokenSource {
  const tokenUrl = secureUrl(
    owner,
    'tokenUrl',
    options.tokenUrl,
    'dangerouslyAllowInsecureTokenUrl',
    options.dangerouslyAllowInsecureTokenUrl === true,
  );
  const clientId = requiredString(owner, 'clientId', options.clientId, 'the `client_id` of the credential');
  const authenticate = authenticationOf(options);
  const scopes = stringList(owner, 'scope', options.scope);
  const resource = stringList(owner, 'resource', options.resource);
  const { audience, parameters = {}, clock = systemClock } = options;
  const store = storeOption(owner, options.store);
  const fetch = logged(fetchOption(owner, options.fetch), loggerOption(owner, options.logger));
  const policy = retryPolicy(owner, options.retry);
  const timeout = milliseconds(owner, 'timeout', options.timeout, 10_000);
  // A request that others wait for must end.
  if (timeout === false) throw optionError(owner, 'timeout', timeout, 'milliseconds above 0');

  const attempt: number = timeout;
  const { headers, remedies } = options;
  const endpoint = { url: tokenUrl, role: 'the token endpoint', clientId, authenticate, fetch, clock, headers };
  async function request(asked: readonly string[] | undefined, signal: AbortSignal): Promise<AccessToken> {
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...parameters });
    if (asked) body.set('scope', asked.join(' '));
    if (audience !== undefined) body.set('audience', audience);
    for (const indicator of resource ?? []) body.append('resource', indicator);
    const { answer, requestedAt, sent } = await postForm(endpoint, body, {
      policy,
      repeatable: true,
      signal,
      endsAt: Date.now() + attempt,
    });
    return tokenOf(answer, { host: tokenUrl.host, requestedAt, asked, sent, remedies });
  }

  const keyOf = (asked: readonly string[] | undefined): string =>
    JSON.stringify([
      tokenUrl.href,
      clientId,
      audience ?? null,
      resource ?? [],
      Object.entries(parameters).toSorted(),
      asked ?? null,
    ]);
  const defaultKey = keyOf(scopes);
  const cache = new TokenCache({ clock, store, timeout, request });

  return {
    getToken({ scopes: named, signal } = {}) {
      if (named === undefined) return cache.get(defaultKey, scopes, signal);
      const asked = stringList(owner, 'scopes', named);
      return cache.get(keyOf(asked), asked, signal);
    },
    invalidate: (token) => cache.drop(token),
    authenticateClient: async (outgoing) =>
      (await import('../on-demand.ts')).clientItself(outgoing, { tokenUrl, clientId, authenticate }),
  };
}
