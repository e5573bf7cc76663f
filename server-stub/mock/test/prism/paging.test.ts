import { loadContract, type JsonObject } from '@guichet/front';
import { describe, expect, it } from 'vitest';
import { pagesOf } from '../../src/prism/paging.ts';
import { books } from '../fixture.ts';

const operation = loadContract(books).operations.find(({ pagination }) => pagination)!;
const itemsOf = (bodies: JsonObject[]) => pagesOf(bodies, operation).map(({ items }) => items);

describe('examples of one list', () => {
  it('that give the same number are one page, the first of them', () => {
    const bodies = [
      { page: 1, items: [{ id: 1 }] },
      { page: 1, items: [{ id: 1 }, { id: 2 }] },
      { page: 2, items: [{ id: 3 }] },
    ];
    expect(itemsOf(bodies)).toEqual([[{ id: 1 }], [{ id: 3 }]]);
  });

  it('that give no number are one page where their items are the same', () => {
    expect(itemsOf([{ items: [{ id: 1 }] }, { items: [{ id: 1 }], note: 'again' }, { items: [{ id: 2 }] }])).toEqual([
      [{ id: 1 }],
      [{ id: 2 }],
    ]);
  });
});
