import { ConnectionError, ReplayError } from '../errors.ts';
import { discard } from './discard.ts';
import type { PlainHeaders } from './headers.ts';

const redirects = new Set([301, 302, 303, 307, 308]);
/** As many as fetch itself follows. */
const longestChain = 20;

/** As we hand it to fetch: headers are a plain object of ours. */
export type PlainInit = RequestInit & { headers: PlainHeaders; method: string; duplex?: 'half' };

const fault = (url: string, what: string): ConnectionError => {
  const { host } = new URL(url);
  return new ConnectionError(`The API at ${host} redirects ${what}`, { reason: 'REDIRECT', host });
};

/**
 * Follows redirects as fetch would (Fetch standard, "HTTP-redirect fetch"), and leaves confidential headers behind where
 * the origin changes. fetch itself does so for `Authorization` alone.
 *
 * @param confidential lower-case names that only the first origin may see
 * @param oneShot whether the body is a stream, which cannot be sent again
 */
export async function fetchGuarded(
  fetch: typeof globalThis.fetch,
  first: string,
  init: PlainInit,
  confidential: readonly string[],
  oneShot: boolean,
): Promise<Response> {
  let url = first;
  let request: PlainInit = { ...init, redirect: 'manual' };
  for (let followed = 0; ; followed += 1) {
    const response = await fetch(url, request);
    if (response.type === 'opaqueredirect') {
      throw fault(
        url,
        'and this platform does not say where, so that the key cannot be kept to one origin. Call the final address.',
      );
    }
    const location = redirects.has(response.status) ? response.headers.get('location') : null;
    if (location === null) return followed === 0 ? response : marked(response, url);
    discard(response);
    if (followed === longestChain) throw fault(url, `more than ${longestChain} times. Call the final address.`);
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (!next || !/^https?:$/.test(next.protocol) || next.username !== '' || next.password !== '') {
      throw fault(url, 'to something that is not an http(s) address, or that contains a password. Tell the platform.');
    }
    const { status } = response;
    if (oneShot && status !== 303) {
      throw new ReplayError(
        `${init.method} was redirected (${status}) after its body, a stream, had been sent; a stream is read only once. Call the final address, or pass a string, Blob or Uint8Array.`,
      );
    }
    request = forNext(request, status, next.origin === new URL(url).origin ? [] : confidential);
    url = next.href;
  }
}

function forNext(request: PlainInit, status: number, withheld: readonly string[]): PlainInit {
  const { body, ...rest } = request;
  const headers = { ...request.headers };
  for (const name of withheld) delete headers[name];
  const { method } = request;
  const asGet = status === 303 ? method !== 'HEAD' && method !== 'GET' : status < 303 && method === 'POST';
  if (!asGet) return { ...rest, headers, ...(body !== undefined && { body }) };
  for (const name of Object.keys(headers)) if (name.startsWith('content-')) delete headers[name];
  return { ...rest, headers, method: 'GET' };
}

/** Says what fetch would have said, had it followed by itself. */
const marked = (response: Response, url: string): Response =>
  Object.defineProperties(response, { redirected: { value: true }, url: { value: url } });
