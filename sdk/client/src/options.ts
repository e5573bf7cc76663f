import { type ClientAuthentication, type RetryOptions, type TokenSource, type TokenStore } from '@guichet/runtime';
import { identity } from '../../../guichet.config.ts';
import type { Scope } from './generated/operations.gen.ts';

/** What a client is made of. Each of the first three can come from the environment instead. */
export interface ClientOptions {
  /** Origin of the API, such as `https://api.example.org`. Default: the environment's `GUICHET_BASE_URL`. */
  baseUrl?: string;
  /** `client_id` of the credential. Default: `GUICHET_CLIENT_ID`. */
  clientId?: string;
  /** Secret of the credential. Default: `GUICHET_CLIENT_SECRET`. */
  clientSecret?: string;
  /** How the client authenticates at the token endpoint. Default: HTTP Basic with `clientSecret` (RFC 6749 section 2.3.1). */
  clientAuthentication?: ClientAuthentication;
  /** Scopes to ask for. Default: none named, so that the token carries all scopes of the credential. */
  scope?: readonly Scope[];
  /** A source of tokens of your own; then no credential is needed. */
  tokens?: TokenSource;
  /** Where tokens are kept. Default: in memory, for this client alone. */
  store?: TokenStore;
  /** Time for a whole call, in milliseconds: token, tries, waits and body. Default 30,000. */
  timeout?: number;
  /** What is tried again, and how often. Default: two more tries of what may be repeated. `false` switches it off. */
  retry?: RetryOptions | false;
  /** Headers of every call. */
  headers?: Readonly<Record<string, string>>;
  /** The fetch that carries API and token requests. Default: the platform's. */
  fetch?: typeof fetch;
}

const environment = (name: string): string | undefined => {
  const value = globalThis.process?.env?.[`${identity.envPrefix}${name}`];
  return value === '' ? undefined : value;
};

/**
 * The option, or what the environment says.
 *
 * @throws TypeError naming the option and the variable
 */
export function required(options: ClientOptions, option: 'baseUrl' | 'clientId' | 'clientSecret', variable: string): string {
  const value = options[option] ?? environment(variable);
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(
    `createClient: \`${option}\` is missing. Pass it, or set ${identity.envPrefix}${variable} in the environment.`,
  );
}
