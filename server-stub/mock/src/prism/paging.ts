import { isJsonObject, type FrontRequest, type JsonObject, type Operation } from '@guichet/front';

/** The number of the page that a request asks for, when its operation is a list of pages (`x-pagination`). */
export function requestedPage({ operation, query }: FrontRequest): number | undefined {
  if (!operation.pagination) return undefined;
  const value = isJsonObject(query) ? query[operation.pagination.page] : undefined;
  return typeof value === 'number' ? value : 1;
}

/**
 * The pages that examples make of a list: those that hold items, by their number, where they give one. They are all that
 * the mock holds, so they count from 1 on without a gap, and each says how many there are. A client that walks through
 * them meets every item once and comes to an end. What an example says of the count of all items stays as it is, and
 * filters and page sizes change nothing.
 */
export function pagesOf(bodies: readonly unknown[], { pagination }: Operation): readonly JsonObject[] {
  if (!pagination) return [];
  const { page, pages, items } = pagination;
  const seen = new Set<string>();
  return bodies
    .filter((body): body is JsonObject => isJsonObject(body) && Array.isArray(body[items]) && body[items].length > 0)
    .filter((body) => {
      // Two examples of one page: two answers to one question, not two pages.
      const key = JSON.stringify(body[page] ?? body[items]);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((one, other) => numberIn(one, page) - numberIn(other, page))
    .map((body, index, { length }) => renumbered(body, { [page]: index + 1, [pages]: length }));
}

/** The page asked for: one of those there are, or an empty one behind the last. */
export function pageAt(
  pages: readonly JsonObject[],
  wanted: number,
  { pagination }: Operation,
): JsonObject | undefined {
  const body = pages[wanted - 1] ?? pages.at(-1);
  if (!pagination || !body) return undefined;
  const numbers = { [pagination.page]: wanted, [pagination.pages]: pages.length };
  return { ...renumbered(body, numbers), ...(wanted > pages.length ? { [pagination.items]: [] } : {}) };
}

/** What a page says of its number and of their count, put right; what it does not say is not added. */
function renumbered(body: JsonObject, numbers: Readonly<Record<string, number>>): JsonObject {
  const given = Object.entries(numbers).filter(([name]) => typeof body[name] === 'number');
  return { ...body, ...Object.fromEntries(given) };
}

const numberIn = (body: JsonObject, name: string): number => (typeof body[name] === 'number' ? body[name] : 0);
