import type { Exchange } from '../transport/exchange.ts';
import { foreign } from '../transport/foreign.ts';
import { namesClient } from './client-authentication.ts';
import type { TokenSource } from './token-source.ts';

/**
 * Makes a form the client's own, as a token request is (RFC 6749 section 2.3); it follows no redirect. One in which the
 * caller names a client stays as it is: a server refuses two.
 */
export async function authenticateForm(source: TokenSource, exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { url, headers } = exchange;
  const body = new URLSearchParams(exchange.form);
  if (!namesClient(exchange.form)) await foreign(() => source.authenticateClient?.({ url, headers, body, signal }));
  exchange.init = { ...exchange.init, redirect: 'manual' };
  exchange.body = body.toString();
}
