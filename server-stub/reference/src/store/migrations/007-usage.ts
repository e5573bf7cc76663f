import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** What credentials and API keys were used for: hour by hour, and day by day what is older. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  // No foreign key: keys are registered elsewhere, and what was used outlives the credential. What an operation may be
  // used for is stored with it: a contract that changes does not change what was. Room is left in the pages, so that a
  // row that counts up stays where it is.
  `create table usage_count (
    caller_kind text not null check (caller_kind in ('client', 'apiKey')),
    client_id text not null,
    starts_at timestamptz(3) not null,
    span text not null check (span in ('hour', 'day')),
    operation_id text not null,
    usage text[] not null,
    status smallint not null,
    requests bigint not null,
    bytes_in bigint not null,
    bytes_out bigint not null,
    last_at timestamptz(3) not null,
    primary key (caller_kind, client_id, starts_at, span, operation_id, usage, status)
  ) with (fillfactor = 70)`,
  'create index usage_count_age on usage_count (span, starts_at)',

  // The last batch of counts that each process wrote, in the transaction that wrote it.
  `create table usage_writer (
    writer_id uuid primary key,
    batch bigint not null,
    written_at timestamptz(3) not null
  )`,
  'create index usage_writer_age on usage_writer (written_at)',
];
