import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** A text of no value under each pepper: by it a process learns that the key it was given is the one this database knows. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  `create table pepper_canary (
    pepper_version integer primary key,
    sealed text not null,
    created_at timestamptz(3) not null
  )`,
];
