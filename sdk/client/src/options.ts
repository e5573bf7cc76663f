import {
  type ClientAuthentication,
  type RetryOptions,
  type TokenSource,
  type TokenStore,
  type UserToken,
  clientCredentials,
} from '@guichet/runtime';
import { identity } from '../../../guichet.config.ts';
import { type Scope, tokenUrl } from './generated/operations.gen.ts';

/** What a client is made of. Each of the first three can come from the environment instead. */
export interface ClientOptions {
  /** Origin of the API, such as `https://api.example.org`. Default: `GUICHET_BASE_URL` of the environment. */
  baseUrl?: string | undefined;
  /** `client_id` of the credential. Default: `GUICHET_CLIENT_ID`. */
  clientId?: string | undefined;
  /** Secret of the credential. Default: `GUICHET_CLIENT_SECRET`. */
  clientSecret?: string | undefined;
  /** How the client authenticates at the token endpoint. Default: HTTP Basic with `clientSecret` (RFC 6749 section 2.3.1). */
  clientAuthentication?: ClientAuthentication | undefined;
  /** Scopes to ask for. Default: none named, so that the token carries all scopes of the credential. */
  scope?: readonly Scope[] | undefined;
  /**
   * `'operation'` asks for each operation only for the scopes that it declares, and uses a token at hand that has them.
   * Default: one token for all calls.
   */
  scopes?: 'operation' | undefined;
  /**
   * The person on whose behalf the client calls: the token, or a function asked at each try. It narrows what the client
   * may do. Sent as `X-User-Token`. Default: nobody.
   */
  userToken?: UserToken | undefined;
  /** A source of tokens of your own, such as `apiKey(key)` of the `auth` entry; then no credential is needed. */
  tokens?: TokenSource | undefined;
  /** Where tokens are kept. Default: in memory, for this client alone. */
  store?: TokenStore | undefined;
  /** Time for a whole call, in milliseconds: token, tries, waits and body. Default 30,000; `false` for no limit. */
  timeout?: number | false | undefined;
  /** What is tried again, and how often. Default: two more tries of what may be repeated. `false` switches it off. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The fetch that carries API and token requests. Default: the platform's. */
  fetch?: typeof fetch | undefined;
}

/** Where the contract wants the token of a person: its security scheme `userToken`. */
export const userTokenHeader = 'X-User-Token';

const environment = (name: string): string | undefined =>
  globalThis.process?.env?.[identity.envPrefix + name] || undefined;

/** The option, or what the environment says. */
function setting(options: ClientOptions, option: 'baseUrl' | 'clientId' | 'clientSecret', variable: string): string {
  const value = options[option] ?? environment(variable);
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(
    `createClient: \`${option}\` is missing. Pass it, or set ${identity.envPrefix}${variable} in the environment.`,
  );
}

/**
 * What both clients are built on: where the API is, and where its tokens come from.
 *
 * @throws TypeError naming the option that is missing or not acceptable, and its environment variable
 */
export function connection(options: ClientOptions): { baseUrl: string; tokens: TokenSource } {
  const baseUrl = setting(options, 'baseUrl', 'BASE_URL').replace(/\/+$/, '');
  if (options.tokens) return { baseUrl, tokens: options.tokens };
  const { clientAuthentication, scope, store, fetch } = options;
  return {
    baseUrl,
    tokens: clientCredentials({
      tokenUrl: /^https?:/.test(tokenUrl) ? tokenUrl : baseUrl + tokenUrl,
      clientId: setting(options, 'clientId', 'CLIENT_ID'),
      ...(clientAuthentication
        ? { clientAuthentication }
        : { clientSecret: setting(options, 'clientSecret', 'CLIENT_SECRET') }),
      scope,
      store,
      fetch,
    }),
  };
}
