import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';
import type { Count } from './counts.ts';

/** Counts that are written together, under a number that the database remembers. */
export interface Batch {
  /** Process that counted. */
  writerId: string;
  /** Greater than that of the batch before. */
  number: number;
  counts: readonly Count[];
}

/**
 * Adds a batch to what is counted, in one statement, and once however often it is called: when the answer to a commit was
 * lost, the same batch can be sent again. Another attempt at the same batch may be under way: the second waits for the first.
 */
export async function writeBatch(db: Store, { writerId, number, counts }: Batch): Promise<void> {
  const rows = counts.map((count) => ({ ...count, last_at: new Date(count.last_at) }));
  // In one order: replicas that count the same caller do not wait for each other in a circle.
  await sql`
    with first_time as (
      insert into usage_writer as known (writer_id, batch, written_at) values (${writerId}, ${number}, now())
      on conflict (writer_id) do update set batch = excluded.batch, written_at = excluded.written_at
        where known.batch < excluded.batch
      returning batch
    )
    insert into usage_count as known
      (caller_kind, client_id, starts_at, span, operation_id, usage, status, requests, bytes_in, bytes_out, last_at)
    select caller_kind, client_id, starts_at, 'hour', operation_id, usage, status, requests, bytes_in, bytes_out, last_at
    from json_to_recordset(${JSON.stringify(rows)}::json) as counted(
      caller_kind text, client_id text, starts_at timestamptz, operation_id text, usage text[], status smallint,
      requests bigint, bytes_in bigint, bytes_out bigint, last_at timestamptz)
    where exists (select from first_time)
    order by caller_kind, client_id, starts_at, operation_id, usage, status
    on conflict (caller_kind, client_id, starts_at, span, operation_id, usage, status) do update set
      requests = known.requests + excluded.requests,
      bytes_in = known.bytes_in + excluded.bytes_in,
      bytes_out = known.bytes_out + excluded.bytes_out,
      last_at = greatest(known.last_at, excluded.last_at)
  `.execute(db);
}
