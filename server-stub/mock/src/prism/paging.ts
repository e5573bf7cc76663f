import { isJsonObject, type FrontRequest } from '@guichet/front';
import type { DeclaredResponse } from './responses.ts';

/**
 * The example that shows the page asked for, by the property names of `x-pagination`; for a page that no example shows,
 * `turn` makes one of another. So a client that walks all pages of the mock comes to an end.
 */
export function exampleOfPage(
  { operation, query }: FrontRequest,
  response: DeclaredResponse | undefined,
): string | undefined {
  const wanted = requestedPage(operation, query);
  if (wanted === undefined || !operation.pagination || !response) return undefined;
  const { page } = operation.pagination;
  return Object.entries(response.examples).find(([, value]) => isJsonObject(value) && value[page] === wanted)?.[0];
}

/** A body of another page as that of the page asked for: numbered so, and without items beyond the last page. */
export function turn(body: unknown, { operation, query }: FrontRequest): unknown {
  const wanted = requestedPage(operation, query);
  if (wanted === undefined || !operation.pagination || !isJsonObject(body)) return body;
  const { page, pages, items } = operation.pagination;
  if (typeof body[page] !== 'number' || body[page] === wanted) return body;
  const last = body[pages];
  return { ...body, [page]: wanted, ...(typeof last === 'number' && wanted > last ? { [items]: [] } : {}) };
}

function requestedPage({ pagination }: FrontRequest['operation'], query: unknown): number | undefined {
  const value = pagination && isJsonObject(query) ? query[pagination.page] : undefined;
  return typeof value === 'number' ? value : undefined;
}
