import { type Client as Transport, createTransport } from '@guichet/runtime';
import { type Api, createApi } from './generated/tree.gen.ts';
import { type ClientOptions, connection, userTokenHeader } from './options.ts';

/** The API's operations by their operationId, and the transport beneath. */
export interface Client extends Api {
  /** What carries the calls; pass it to the flat functions: `collectivitesList({ client: client.transport })`. */
  readonly transport: Transport;
}

/**
 * A client of the API. It gets its first token with the first call, shares it among all calls, renews it in the
 * background before it expires, and replaces it once when the server refuses it.
 *
 * @param options where the API is and which credential to use; unset ones come from the environment
 * @throws TypeError when an option is missing or not acceptable; it names the option and the environment variable
 *
 * Calls throw `ApiError` when the API answers with an error, `TokenError` when no token is issued,
 * `TimeoutError`, `ConnectionError`, or the reason of your own `signal`.
 *
 * @example
 * const client = createClient({ baseUrl: 'https://api.example.org', clientId, clientSecret });
 * const page = await client.collectivites.list({ type: 'epci', limit: 50 });
 * for await (const epci of client.collectivites.list({ type: 'epci' })) console.log(epci.nom);
 */
export function createClient(options: ClientOptions = {}): Client {
  const transport = createTransport({
    ...options,
    ...connection(options),
    userTokenHeader,
    scopes: options.scopes === 'operation' ? 'operation' : undefined,
    contract: () => import('./generated/operations.gen.ts'),
  });
  return { ...createApi(transport), transport };
}
