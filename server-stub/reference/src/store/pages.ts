import type { SelectQueryBuilder } from 'kysely';
import type { Tables } from './schema.ts';

export interface PageQuery {
  /** Number of the page, from 1. */
  page: number;
  /** Items on a page. */
  limit: number;
}

/** Where a page stands in the whole list, as the contract shows it. */
export interface PagePosition {
  count: number;
  page: number;
  pageSize: number;
  pageCount: number;
}

export interface Page<Row> extends PagePosition {
  data: Row[];
}

export function positionOf(count: number, { page, limit }: PageQuery): PagePosition {
  return { count, page, pageSize: limit, pageCount: Math.ceil(count / limit) };
}

/**
 * One page of a query, and how many rows there are in all. `order` must leave no two rows equal, or a row could be on
 * two pages and another on none.
 */
export async function paged<Table extends keyof Tables, Row>(
  query: SelectQueryBuilder<Tables, Table, Row>,
  page: PageQuery,
  order: (query: SelectQueryBuilder<Tables, Table, Row>) => SelectQueryBuilder<Tables, Table, Row>,
): Promise<Page<Row>> {
  const { count } = await query
    .clearSelect()
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const data = await order(query)
    .limit(page.limit)
    .offset((page.page - 1) * page.limit)
    .execute();
  return { ...positionOf(count, page), data: data as Row[] };
}
