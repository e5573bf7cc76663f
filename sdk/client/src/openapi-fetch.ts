/**
 * The same authorized fetch under openapi-fetch: paths as the contract writes them, results instead of exceptions.
 *
 * @module
 */
import { authorizedFetch } from '@guichet/runtime';
import createOpenApiFetch, { type Client } from 'openapi-fetch';
import type { paths } from './generated/paths.gen.ts';
import { type ClientOptions, connection, userTokenHeader } from './options.ts';

export type { paths } from './generated/paths.gen.ts';
export type { ClientOptions } from './options.ts';

/**
 * An openapi-fetch client with tokens, retries and deadlines. Error statuses are returned, not thrown; `TokenError`,
 * `TimeoutError` and `ConnectionError` are thrown.
 *
 * @param options as for `createClient`
 * @throws TypeError when an option is missing or not acceptable
 *
 * @example
 * const client = createFetchClient();
 * const { data, error } = await client.GET('/api/v1/collectivites', { params: { query: { limit: 5 } } });
 */
export function createFetchClient(options: Omit<ClientOptions, 'validate'> = {}): Client<paths> {
  const { baseUrl, tokens, headers } = connection(options);
  if (options.scopes === 'operation') {
    throw new TypeError(
      "createFetchClient: `scopes: 'operation'` is for `createClient`, whose calls know their operation. Pass a list, or nothing for all scopes of the credential.",
    );
  }
  const authorized = authorizedFetch({ ...options, baseUrl, tokens, userTokenHeader });
  return createOpenApiFetch<paths>({ baseUrl, headers, fetch: (request) => authorized(request) });
}
