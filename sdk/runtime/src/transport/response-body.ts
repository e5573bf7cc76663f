import type { Exchange } from './exchange.ts';

/** How a body is read. `auto` goes by its content type. */
export type ParseAs = 'auto' | 'json' | 'text' | 'blob' | 'arrayBuffer' | 'stream';

const isJson = (contentType: string): boolean =>
  contentType.startsWith('application/json') || /^[^;]*[/+]json\b/i.test(contentType);

/**
 * The data of a success. Nothing is invented for an empty body: it is `undefined`.
 *
 * @throws InvalidResponseError where the body is not the JSON that it says it is
 */
export async function dataOf(response: Response, parseAs: ParseAs, exchange: Exchange): Promise<unknown> {
  if (response.body === null || parseAs === 'stream') return response.body ?? undefined;
  const contentType = response.headers.get('content-type') ?? '';
  if (parseAs === 'json' || (parseAs === 'auto' && (contentType === '' || isJson(contentType)))) {
    const text = await response.text();
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      if (contentType === '' && parseAs === 'auto') return text;
      throw (await import('../on-demand.ts')).notJson(response, text, exchange);
    }
  }
  // No operation of an API means to answer with a web page: it is somebody else's.
  if (parseAs === 'auto' && /^text\/html\b/i.test(contentType)) {
    throw (await import('../on-demand.ts')).notJson(response, await response.text(), exchange);
  }
  if (parseAs === 'text' || (parseAs === 'auto' && /^text\//i.test(contentType))) {
    return (await response.text()) || undefined;
  }
  if (parseAs === 'arrayBuffer') return response.arrayBuffer();
  const blob = await response.blob();
  return blob.size === 0 && parseAs === 'auto' ? undefined : blob;
}
