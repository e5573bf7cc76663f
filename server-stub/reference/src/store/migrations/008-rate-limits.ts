import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** What replicas tell each other of their limits. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  // Written ten times a second and worth nothing in a minute: after a crash of the database, limits start over.
  `create unlogged table rate_limit_use (
    subject text not null,
    slot bigint not null,
    replica uuid not null,
    first_at double precision not null,
    last_at double precision not null,
    used double precision not null,
    ends_at timestamptz(3) not null,
    primary key (subject, slot, replica)
  ) with (fillfactor = 70)`,
  'create index rate_limit_use_end on rate_limit_use (ends_at)',

  `create unlogged table rate_limit_replica (
    replica uuid primary key,
    seen_at timestamptz(3) not null
  )`,
];
