import { sql } from 'kysely';
import type { Store } from '../../src/store/index.ts';

export interface Counted {
  operation_id: string;
  usage: string[];
  status: number;
  requests: number;
  bytes_in: number;
  bytes_out: number;
}

/** What was written of a caller, or of all, whatever the hour. */
export async function countsOf(db: Store, clientId?: string): Promise<Counted[]> {
  const whose = clientId === undefined ? sql`` : sql`where client_id = ${clientId}`;
  const { rows } = await sql<Counted>`
    select operation_id, usage, status, sum(requests)::bigint as requests, sum(bytes_in)::bigint as bytes_in,
      sum(bytes_out)::bigint as bytes_out
    from usage_count ${whose} group by operation_id, usage, status order by operation_id, status
  `.execute(db);
  return rows;
}

/** Waits until so many requests are written, for ten seconds at most. Then what is there, right or not. */
export async function untilCounted(db: Store, clientId: string | undefined, requests: number): Promise<Counted[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const rows = await countsOf(db, clientId);
    if (rows.reduce((sum, row) => sum + row.requests, 0) >= requests || performance.now() > deadline) return rows;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
