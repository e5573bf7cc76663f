import type { Handler } from '@guichet/front';
import type { Principal } from '@guichet/front';
import type { PageQuery } from './store/pages.ts';

/** A request that the front let through: its parameters and body are valid by the contract, and access was granted. */
export type Call = Parameters<Handler>[0];

/** Who calls. */
export function principalOf(call: Call): Principal {
  if (call.principal === undefined)
    throw new TypeError(`${call.operation.operationId} needs a principal, but is open.`);
  return call.principal;
}

/** The query, as the contract types it. */
export const queryOf = <Query>(call: Call): Partial<Query> => call.query as Partial<Query>;

export const pathOf = <Path>(call: Call): Path => call.params as Path;

export const bodyOf = <Body>(call: Call): Body => call.body as Body;

export function pageOf(call: Call): PageQuery {
  const { page = 1, limit = 20 } = queryOf<PageQuery>(call);
  return { page, limit };
}

/** Value of `Idempotency-Key`, undefined when the caller sent none. */
export function idempotencyKeyOf(call: Call): string | undefined {
  const key = call.headers['idempotency-key'];
  return typeof key === 'string' ? key : undefined;
}
