import { describe, expect, expectTypeOf, it } from 'vitest';
import { ApiPromise, type Pagination, isPaginationError, listing, paginate } from '@guichet/runtime';
import { failure } from './support/wait.ts';

const descriptor: Pagination = { style: 'page', page: 'seite', limit: 'groesse', items: 'dinge', pages: 'seiten' };
interface Page {
  seite?: number;
  seiten?: number;
  dinge: number[];
}

/** A list of `pages` pages of two items; notes which were asked for. */
function list(pages: number, make: (page: number) => Partial<Page> = () => ({})) {
  const asked: unknown[] = [];
  const query = { filter: 'x' };
  const start = (given: { seite?: number } = {}) =>
    listing<Page, number>(
      (page) => {
        const sent = { ...query, ...given, ...page } as { seite?: number };
        asked.push(sent);
        const seite = sent.seite ?? 1;
        const data: Page = {
          seite,
          seiten: pages,
          dinge: seite > pages ? [] : [seite * 10, seite * 10 + 1],
          ...make(seite),
        };
        return new ApiPromise(Promise.resolve({ data, response: new Response() }));
      },
      descriptor,
      { ...query, ...given },
    );
  return { asked, start };
}

const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('a listing', () => {
  it('awaited: the first page, by one request', async () => {
    const { asked, start } = list(3);
    const listed = start();
    expect(asked).toEqual([]);
    const page = await listed;
    expectTypeOf(page).toEqualTypeOf<Page>();
    expect(page.dinge).toEqual([10, 11]);
    await listed;
    await listed.withResponse();
    expect(asked).toEqual([{ filter: 'x' }]);
  });

  it('iterated: all items, each page asked for once', async () => {
    const { asked, start } = list(3);
    expect(await all(start())).toEqual([10, 11, 20, 21, 30, 31]);
    expect(asked).toEqual([1, 2, 3].map((seite) => ({ filter: 'x', seite })));
  });

  it('left half-way: what was not needed is not asked for', async () => {
    const { asked, start } = list(3);
    for await (const item of start()) if (item === 11) break;
    expect(asked).toHaveLength(1);
  });

  it('pages(), from a page on', async () => {
    const { start } = list(4);
    expect((await all(start({ seite: 3 }).pages())).map((page) => page.seite)).toEqual([3, 4]);
  });

  it('collect() with a limit: it stops there', async () => {
    const { asked, start } = list(3);
    expect(await start().collect({ limit: 3 })).toEqual([10, 11, 20]);
    expect(asked).toHaveLength(2);
    expect(await start().collect({ limit: 0 })).toEqual([]);
    expect(await start().collect()).toHaveLength(6);
  });

  it('a failing page: its error ends the iteration', async () => {
    const error = new Error('no');
    const broken = listing<Page, number>(() => new ApiPromise(Promise.reject(error)), descriptor, {});
    expect(await failure(all(broken))).toBe(error);
    expect(await failure(broken)).toBe(error);
  });
});

describe('an answer that is no list', () => {
  const answering = (...answers: unknown[]) => {
    let asked = 0;
    const next = () => new ApiPromise(Promise.resolve({ data: answers[asked++], response: new Response() }));
    return listing<Page, number>(next as never, descriptor, {});
  };
  const first = { seite: 1, seiten: 3, dinge: [1, 2] };

  it.each([
    ['a web page', '<html>'],
    ['an error with status 200', { error: 'maintenance' }],
    ['nothing', undefined],
    ['a bare array', []],
  ])('%s: an error, and no empty or cut list', async (_, body) => {
    expect(isPaginationError(await failure(answering(body).collect()))).toBe(true);
    const error = await failure(answering(first, body).collect());
    expect(String(error)).toMatch(/Page 2 has no list in `dinge`\./);
  });

  it('an empty page before the last one: an error, for the list would be cut', async () => {
    const error = await failure(answering(first, { seite: 2, seiten: 3, dinge: [] }).collect());
    expect(String(error)).toMatch(/Page 2 of 3 is empty/);
  });

  it('a list that became shorter meanwhile: it ends', async () => {
    expect(await answering(first, { seite: 2, seiten: 1, dinge: [] }).collect()).toEqual([1, 2]);
  });
});

describe('an end', () => {
  it.each([
    ['an empty list', 0, {}, 1],
    ['no number of pages', 2, { seiten: undefined }, 3],
  ])('%s: it ends', async (_, pages, extra, requests) => {
    const { asked, start } = list(pages, () => extra);
    expect(await all(start())).toHaveLength(pages * 2);
    expect(asked).toHaveLength(requests);
  });

  it('an empty list has one page, which says so', async () => {
    expect(await all(list(0).start().pages())).toHaveLength(1);
  });

  it.each([
    ['the same page again, and says so', { seite: 1, seiten: 100 }],
    ['the same items again, without a number', { seite: undefined, seiten: 100, dinge: [1, 2] }],
  ])('the server sends %s: an error, no endless loop', async (_, same) => {
    const { asked, start } = list(100, () => same);
    expect(isPaginationError(await failure(all(start())))).toBe(true);
    expect(asked).toHaveLength(2);
  });
});

it('paginate: usable with any function that gets a page', async () => {
  const pages = paginate({ fetchPage: async (seite) => ({ seite, seiten: 2, dinge: [seite] }), descriptor });
  expect((await all(pages)).map((page) => page.dinge)).toEqual([[1], [2]]);
});
