import {
  type AuthorizedFetchOptions,
  type ClientCredentialsOptions,
  type TokenSource,
  authorizedFetch,
  clientCredentials,
} from '@guichet/runtime';
import { FakeClock, TokenServer, type TokenServerOptions } from '@guichet/runtime/testing';

/** A token source over a token server in memory. */
export function openTokens(options: Partial<ClientCredentialsOptions> & { server?: TokenServerOptions } = {}): {
  server: TokenServer;
  tokens: TokenSource;
} {
  const { server: serverOptions, ...rest } = options;
  const server = new TokenServer(serverOptions);
  const tokens = clientCredentials({
    tokenUrl: server.tokenUrl,
    clientId: 'partner',
    clientSecret: 'canary-secret',
    fetch: server.fetch,
    retry: false,
    ...rest,
  });
  return { server, tokens };
}

/** The same on a clock that stands still until told. */
export function openFakeTokens(options: Parameters<typeof openTokens>[0] = {}) {
  const clock = new FakeClock();
  return { clock, ...openTokens({ clock, ...options, server: { now: () => clock.now(), ...options.server } }) };
}

/** What came in at an API in memory. */
export interface Seen {
  authorization: string | undefined;
  body: string;
  request: Request;
}

/** A fetch to an API in memory, which answers what it is told to. */
export function openApi(
  server: TokenServer,
  answer: (seen: Seen, count: number) => Response | Promise<Response>,
  options: Partial<AuthorizedFetchOptions> & { tokens: TokenSource },
) {
  const seen: Seen[] = [];
  const api = authorizedFetch({
    baseUrl: 'https://api.test',
    retry: false,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const authorization = request.headers.get('authorization') ?? undefined;
      seen.push({ authorization, body: await request.clone().text(), request });
      return answer(seen.at(-1)!, seen.length);
    },
    ...options,
  });
  const guarded = ({ authorization }: Seen): Response =>
    server.accepts(authorization) ? Response.json({ ok: true }) : new Response('no', { status: 401 });
  return { api, seen, guarded };
}

/** A token source over the real token endpoint of an API. */
export const realTokens = (api: string, options: Partial<ClientCredentialsOptions> = {}): TokenSource =>
  clientCredentials({ tokenUrl: `${api}/oauth/token`, clientId: 'partner', clientSecret: 'canary-secret', ...options });
