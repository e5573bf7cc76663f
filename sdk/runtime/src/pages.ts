import { ApiPromise } from './api-promise.ts';
import { PaginationError } from './errors.ts';

/** Where a list says which page it is, by the names of its contract. */
export interface Pagination {
  /** Pages by their number. */
  style: 'page';
  /** Query parameter of the page's number, and the field that repeats it. */
  page: string;
  /** Query parameter of the page's size. */
  limit: string;
  /** Field of the items. */
  items: string;
  /** Field of the number of pages. */
  pages: string;
}

/** How the pages of a list are fetched. */
export interface PaginateOptions<TPage> {
  /** Gets one page by its number, from 1 on. */
  fetchPage(page: number): PromiseLike<TPage>;
  /** Where a page says which one it is. */
  descriptor: Pagination;
  /** Number of the first page. Default 1. */
  start?: number | undefined;
}

const field = (page: unknown, name: string): unknown =>
  typeof page === 'object' && page !== null ? (page as Record<string, unknown>)[name] : undefined;

/**
 * All pages of a list, one request at a time, each only when it is asked for.
 *
 * @throws PaginationError when the server answers the same page again
 *
 * @example
 * const descriptor: Pagination = { style: 'page', page: 'page', limit: 'limit', items: 'data', pages: 'pageCount' };
 * const fetchPage = async (page: number) => (await fetch(`https://api.example.org/things?page=${page}`)).json();
 * for await (const page of paginate({ fetchPage, descriptor })) console.log(page);
 */
export async function* paginate<TPage>({
  fetchPage,
  descriptor,
  start = 1,
}: PaginateOptions<TPage>): AsyncGenerator<TPage, void, undefined> {
  let previous: string | undefined;
  for (let number = start; ; number += 1) {
    // A page is asked for once the one before has been used.
    const page = await fetchPage(number);
    const items = field(page, descriptor.items);
    if (!Array.isArray(items)) {
      throw new PaginationError(
        `Page ${number} has no list in \`${descriptor.items}\`. Something between you and the API may have answered in its place.`,
      );
    }
    const count = items.length;
    const echoed = field(page, descriptor.page);
    // Without a number in the answer, a server that ignores the parameter shows by sending the same items again.
    const content = typeof echoed === 'number' ? undefined : JSON.stringify(items);
    if (
      (typeof echoed === 'number' && echoed !== number) ||
      (content !== undefined && count > 0 && content === previous)
    ) {
      throw new PaginationError(
        `Page ${number} was asked for, and page ${typeof echoed === 'number' ? echoed : number - 1} came again. The list would never end; tell the platform.`,
      );
    }
    previous = content;
    const last = field(page, descriptor.pages);
    if (count === 0 && typeof last === 'number' && number < last) {
      throw new PaginationError(`Page ${number} of ${last} is empty. The list would be incomplete; tell the platform.`);
    }
    if (count === 0 && number > start) return;
    yield page;
    if (count === 0 || (typeof last === 'number' && number >= last)) return;
  }
}

/**
 * A list of an API: await it for the first page, or iterate for all items.
 *
 * @example
 * const first = await client.things.list();
 * for await (const thing of client.things.list()) console.log(thing);
 * for await (const page of client.things.list().pages()) console.log(page.count);
 * const some = await client.things.list().collect({ limit: 500 });
 */
export interface Listing<TPage, TItem> extends ApiPromise<TPage>, AsyncIterable<TItem> {
  /** All pages, each asked for when the one before has been used. */
  pages(): AsyncIterable<TPage>;
  /**
   * All items in one array.
   *
   * @param options.limit stops after that many items. Default: none, so know how long the list is
   */
  collect(options?: { limit?: number }): Promise<TItem[]>;
}

type Page<TPage> = Pick<ApiPromise<TPage>, 'answered'>;

class LazyListing<TPage, TItem> extends ApiPromise<TPage> implements Listing<TPage, TItem> {
  readonly #fetchPage: (page: object) => Page<TPage>;
  readonly #descriptor: Pagination;
  readonly #start: number | undefined;
  #first: Page<TPage> | undefined;

  constructor(
    fetchPage: (page: object) => Page<TPage>,
    descriptor: Pagination,
    query: Readonly<Record<string, unknown>>,
  ) {
    super(undefined);
    this.#fetchPage = fetchPage;
    this.#descriptor = descriptor;
    const start = query[descriptor.page];
    this.#start = typeof start === 'number' ? start : undefined;
  }

  /** The first page, asked for when somebody wants it: whoever iterates does not pay for it twice. */
  override answered() {
    return (this.#first ??= this.#fetchPage({})).answered();
  }

  pages(): AsyncIterable<TPage> {
    const fetchPage = async (page: number) =>
      (await this.#fetchPage({ [this.#descriptor.page]: page }).answered()).data;
    return paginate({ fetchPage, descriptor: this.#descriptor, start: this.#start });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TItem, void, undefined> {
    for await (const page of this.pages()) yield* field(page, this.#descriptor.items) as TItem[];
  }

  async collect({ limit = Infinity }: { limit?: number } = {}): Promise<TItem[]> {
    const items: TItem[] = [];
    if (limit <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  }
}

/**
 * Makes a {@link Listing} of a generated function.
 *
 * @param fetchPage gets a page; its argument holds the page parameter, to be spread over the query
 * @param query what the caller asked for; may name the page to start at
 *
 * @example
 * const descriptor: Pagination = { style: 'page', page: 'page', limit: 'limit', items: 'data', pages: 'pageCount' };
 * const things = listing(() => client.things.list(), descriptor, {});
 */
export const listing = <TPage, TItem>(
  fetchPage: (page: object) => Page<TPage>,
  descriptor: Pagination,
  query: Readonly<Record<string, unknown>>,
): Listing<TPage, TItem> => new LazyListing<TPage, TItem>(fetchPage, descriptor, query);
