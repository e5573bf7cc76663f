import type { Exchange } from '../transport/exchange.ts';
import { foreign } from '../transport/foreign.ts';
import type { ClientAuthentication, TokenRequest } from './client-authentication.ts';
import type { TokenSource } from './token-source.ts';

/**
 * Makes a form the client's own, as a token request is (RFC 6749 section 2.3); it follows no redirect. A form in which
 * the caller names a client stays as it is, since a server refuses two. Where the source knows no client, it is a call
 * like any other, with a token.
 */
export async function authenticateForm(source: TokenSource, exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { url, headers } = exchange;
  const body = new URLSearchParams(exchange.form);
  if (!['client_id', 'client_secret', 'client_assertion'].some((name) => body.has(name))) {
    if (!source.authenticateClient) {
      exchange.form = undefined;
      return;
    }
    await foreign(() => source.authenticateClient?.({ url, headers, body, signal }));
  }
  exchange.init = { ...exchange.init, redirect: 'manual' };
  exchange.body = body.toString();
}

/** How a client authenticates, and where. */
export interface ClientItself {
  tokenUrl: URL;
  clientId: string;
  authenticate: ClientAuthentication;
}

/**
 * Authenticates a client elsewhere than at the token endpoint, such as where it revokes a token (RFC 7009 section 2.1): as
 * there, and at the same origin only.
 *
 * @throws TypeError at another origin
 */
export async function clientItself(
  request: Omit<TokenRequest, 'clientId'>,
  { tokenUrl, clientId, authenticate }: ClientItself,
): Promise<void> {
  if (new URL(request.url).origin === tokenUrl.origin) return authenticate({ ...request, clientId });
  throw new TypeError(
    `${request.url} asks for client authentication, and the secret is only for ${tokenUrl.origin}. It was not sent.`,
  );
}
