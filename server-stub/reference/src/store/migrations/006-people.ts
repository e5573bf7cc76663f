import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** How people sign in: their passwords, the applications they sign in to, and what those flows leave behind. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  // A table of its own: whoever reads people does not read digests of passwords.
  `create table utilisateur_password (
    utilisateur_id uuid primary key references utilisateur on delete cascade,
    sealed text not null,
    pepper_version integer not null,
    changed_at timestamptz(3) not null
  )`,

  `create table application (
    client_id text primary key,
    name text not null,
    redirect_uris text[] not null,
    native boolean not null,
    secret_digest char(64),
    pepper_version integer,
    created_at timestamptz(3) not null,
    check (native = (secret_digest is null)),
    check ((secret_digest is null) = (pepper_version is null))
  )`,

  `create table flow_record (
    kind text not null,
    id char(64) not null,
    uid char(64),
    user_code char(64),
    grant_id char(64),
    account_id char(64),
    sealed text not null,
    pepper_version integer not null,
    expires_at timestamptz(3),
    consumed_at timestamptz(3),
    primary key (kind, id)
  )`,
  'create index flow_record_uid on flow_record (uid) where uid is not null',
  // Two devices with one code would mean that a person lets in the wrong one.
  'create unique index flow_record_user_code on flow_record (user_code) where user_code is not null',
  'create index flow_record_grant on flow_record (grant_id) where grant_id is not null',
  'create index flow_record_account on flow_record (account_id) where account_id is not null',
  'create index flow_record_end on flow_record (expires_at)',

  // The trigger on people tells of it, as of everything else of theirs.
  'alter table utilisateur add tokens_valid_from timestamptz(3)',
];
