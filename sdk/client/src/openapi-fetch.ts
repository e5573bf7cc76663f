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
 * @param options as of `createClient`
 * @throws TypeError when an option is missing or not acceptable
 *
 * @example
 * const client = createFetchClient();
 * const { data, error } = await client.GET('/api/v1/collectivites', { params: { query: { limit: 5 } } });
 */
export function createFetchClient(options: Omit<ClientOptions, 'scopes'> = {}): Client<paths> {
  const { timeout, retry, headers, fetch, userToken } = options;
  const { baseUrl, tokens } = connection(options);
  const authorized = authorizedFetch({ baseUrl, tokens, timeout, retry, fetch, userToken, userTokenHeader });
  return createOpenApiFetch<paths>({ baseUrl, headers: { ...headers }, fetch: (request) => authorized(request) });
}
