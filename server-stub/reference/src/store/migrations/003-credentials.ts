import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/** Credentials, the digests of their secrets, their history, and what issuing tokens needs. */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  `create table credential (
    client_id text primary key,
    owner_id uuid not null references utilisateur,
    name text not null,
    permission_set text not null,
    scopes text[] not null,
    resources text[] not null,
    environment text not null check (environment in ('live', 'test')),
    created_at timestamptz(3) not null,
    expires_at timestamptz(3),
    last_used_at timestamptz(3),
    suspended_at timestamptz(3),
    revoked_at timestamptz(3),
    revoked_reason text
  )`,
  'create index credential_owner on credential (owner_id, created_at)',

  `create table credential_secret (
    secret_id text primary key,
    client_id text not null references credential on delete cascade,
    digest char(64) not null,
    pepper_version integer not null,
    prefix text not null,
    last_four char(4) not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3),
    revoked_at timestamptz(3)
  )`,
  'create index credential_secret_client on credential_secret (client_id)',

  // The history is written once and outlives the credential: no foreign key, and the database itself refuses changes.
  `create table credential_event (
    event_id integer generated always as identity primary key,
    client_id text not null,
    type text not null,
    actor_id uuid,
    actor_client_id text,
    request_id text,
    occurred_at timestamptz(3) not null,
    details jsonb not null
  )`,
  'create index credential_event_client on credential_event (client_id, event_id)',
  `create function refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'table % is append-only', tg_table_name; end
  $$`,
  `create trigger credential_event_append_only before update or delete on credential_event
    for each row execute function refuse_change()`,
  `create trigger credential_event_no_truncate before truncate on credential_event
    for each statement execute function refuse_change()`,

  `create table signing_key (
    kid text primary key,
    alg text not null,
    sealed_key text not null,
    pepper_version integer not null,
    created_at timestamptz(3) not null,
    retired_at timestamptz(3)
  )`,

  'create table revoked_token (jti text primary key, expires_at timestamptz(3) not null)',

  `create table idempotency_record (
    scope text not null,
    key text not null,
    body_digest char(64) not null,
    status smallint not null,
    response json not null,
    created_at timestamptz(3) not null,
    primary key (scope, key)
  )`,
  'create index idempotency_record_age on idempotency_record (created_at)',

  'create table seed_state (name text primary key, version integer not null)',
];
