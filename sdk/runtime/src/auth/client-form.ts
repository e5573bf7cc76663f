import type { Exchange } from '../transport/exchange.ts';
import type { TokenSource } from './token-source.ts';

/** Makes a form the client's own, as a token request is (RFC 6749 section 2.3). */
export async function authenticateForm(source: TokenSource, exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { url, headers } = exchange;
  const body = new URLSearchParams(typeof exchange.body === 'string' ? exchange.body : '');
  await source.authenticateClient?.({ url, headers, body, signal });
  exchange.body = body.toString();
}
