import {
  type ClientAuthentication,
  type Hooks,
  type Logger,
  type RetryOptions,
  type TokenSource,
  type TokenStore,
  type TransportOptions,
  type UserToken,
  clientCredentials,
  secureUrl,
} from '@guichet/runtime';
import { envPrefix } from '../../../guichet.config.ts';
import { apiPath, tokenUrl } from './generated/connection.gen.ts';
import type { Scope } from './generated/operations.gen.ts';
import { checkSecret, sandboxHint } from './secret.ts';
import { type AppInfo, userAgent } from './user-agent.ts';

/** What a client is made of. Each of the first three can come from the environment instead. */
export interface ClientOptions {
  /** Origin of the API, such as `https://api.example.org`. Default: `GUICHET_BASE_URL` of the environment. */
  baseUrl?: string | URL | undefined;
  /** `client_id` of the credential. Default: `GUICHET_CLIENT_ID`. */
  clientId?: string | undefined;
  /** Secret of the credential. Default: `GUICHET_CLIENT_SECRET`. */
  clientSecret?: string | undefined;
  /** How the client authenticates at the token endpoint. Default: HTTP Basic with `clientSecret` (RFC 6749 section 2.3.1). */
  clientAuthentication?: ClientAuthentication | undefined;
  /**
   * Scopes of the token: a list; or `'operation'`, which asks only for the scopes that the called operation declares,
   * or uses a token at hand that has them. Default: none named, so one token carries all scopes of the credential.
   */
  scopes?: readonly Scope[] | 'operation' | undefined;
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
  /** Time for each try, its body included, in milliseconds; the next try may follow. Default: none of its own. */
  tryTimeout?: number | false | undefined;
  /** What is tried again, and how often. Default: two more tries of what may be repeated. `false` switches it off. */
  retry?: RetryOptions | number | false | undefined;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Your application, in front of the SDK in `User-Agent`. Default: the SDK alone. */
  appInfo?: AppInfo | undefined;
  /** Functions around each try. */
  hooks?: Hooks | undefined;
  /**
   * Where the client reports what it does: each try, each deprecated operation. Default: warnings on standard error,
   * and with `GUICHET_LOG=debug` all of it; `false` for nothing.
   */
  logger?: Logger | false | undefined;
  /** Checks each answer against the contract; pass `validateResponse` of the `validation` entry. Default: no check. */
  validate?: TransportOptions['validate'];
  /** The fetch that carries API and token requests. Default: the platform's. */
  fetch?: typeof fetch | undefined;
  /** Sends secret and tokens over plain http to other machines. For closed test networks only. */
  dangerouslyAllowInsecureBaseUrl?: boolean | undefined;
}

const names = new Set<string>([
  'baseUrl',
  'clientId',
  'clientSecret',
  'clientAuthentication',
  'scopes',
  'userToken',
  'tokens',
  'store',
  'timeout',
  'tryTimeout',
  'retry',
  'headers',
  'appInfo',
  'hooks',
  'logger',
  'validate',
  'fetch',
  'dangerouslyAllowInsecureBaseUrl',
] satisfies (keyof ClientOptions)[]);

/** Where the contract wants the token of a person: its security scheme `userToken`. */
export const userTokenHeader = 'X-User-Token';

const environment = (name: string): string | undefined => globalThis.process?.env?.[envPrefix + name] || undefined;

/** The option, or what the environment says. */
function setting(options: ClientOptions, option: 'baseUrl' | 'clientId' | 'clientSecret', variable: string): string {
  const value = options[option] ?? environment(variable);
  if (value instanceof URL) return value.href;
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(
    `createClient: \`${option}\` is ${value === undefined ? 'missing' : `not a string`}. Pass it, or set ${envPrefix}${variable} in the environment.`,
  );
}

/** The address below which the paths of the contract stand, without a slash at its end. */
function baseUrlOf(options: ClientOptions): string {
  const given = setting(options, 'baseUrl', 'BASE_URL');
  const insecure = options.dangerouslyAllowInsecureBaseUrl === true;
  const url = secureUrl('createClient', 'baseUrl', given, 'dangerouslyAllowInsecureBaseUrl', insecure);
  const address = url.origin + url.pathname.replace(/\/+$/, '');
  if (apiPath !== '' && address.endsWith(apiPath)) {
    throw new TypeError(
      `createClient: \`baseUrl\` ends with ${apiPath}, which the SDK adds itself. Pass \`${address.slice(0, -apiPath.length)}\`.`,
    );
  }
  return address;
}

/** What both clients are built on: where the API is, where its tokens come from, and which headers each call has. */
export interface Connection {
  baseUrl: string;
  tokens: TokenSource;
  headers: Record<string, string>;
}

/** @throws TypeError naming the option that is missing or not acceptable, and its environment variable */
export function connection(options: ClientOptions): Connection {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      'createClient: the options are not an object. Pass `{ baseUrl, clientId, clientSecret }`, or nothing.',
    );
  }
  for (const name of Object.keys(options)) {
    if (!names.has(name)) {
      throw new TypeError(`createClient: \`${name}\` is not an option. The options are ${[...names].join(', ')}.`);
    }
  }
  const baseUrl = baseUrlOf(options);
  const agent = { 'user-agent': userAgent(options.appInfo) };
  const headers = { ...agent, ...options.headers };
  if (options.tokens !== undefined) return { baseUrl, tokens: options.tokens, headers };
  const { clientAuthentication, scopes, store, fetch, logger, retry, timeout } = options;
  if (typeof scopes === 'string' && scopes !== 'operation') {
    throw new TypeError(
      "createClient: `scopes` is a string. Pass a list, such as `['a.read', 'b.read']`, or `'operation'`.",
    );
  }
  const clientId = setting(options, 'clientId', 'CLIENT_ID');
  const clientSecret = clientAuthentication ? options.clientSecret : setting(options, 'clientSecret', 'CLIENT_SECRET');
  if (clientSecret !== undefined) checkSecret(clientSecret, clientId);
  const hint = sandboxHint(clientSecret);
  const tokens = clientCredentials({
    tokenUrl: /^https?:/.test(tokenUrl) ? tokenUrl : baseUrl + tokenUrl,
    clientId,
    clientSecret,
    clientAuthentication,
    scope: scopes === 'operation' ? undefined : scopes,
    store,
    fetch,
    logger,
    retry,
    timeout: timeout === false ? undefined : timeout,
    headers: agent,
    ...(hint !== undefined && { remedies: { invalid_client: hint } }),
    dangerouslyAllowInsecureTokenUrl: options.dangerouslyAllowInsecureBaseUrl,
  });
  return { baseUrl, tokens, headers };
}
