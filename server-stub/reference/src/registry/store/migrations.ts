import type { Migration } from 'kysely/migration';
import { runStatements } from '../../store/run-statements.ts';

const first = [
  `create table registry.client (
    client_id text primary key,
    name text not null,
    contact_email text not null,
    scopes text[] not null,
    resources text[] not null,
    environment text not null check (environment in ('live', 'test')),
    created_at timestamptz(3) not null,
    created_by text not null
  )`,

  `create table registry.api_key (
    key_id bigint generated always as identity primary key,
    key_hash char(64) not null unique,
    client_id text not null references registry.client,
    prefix text not null,
    last_four char(4) not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3),
    revoked_at timestamptz(3)
  )`,
  'create index api_key_client on registry.api_key (client_id)',

  `create table registry.change (
    sequence bigint generated always as identity primary key,
    type text not null check (type in ('issued', 'changed', 'revoked')),
    occurred_at timestamptz(3) not null,
    key_hash char(64) not null,
    client_id text not null,
    scopes text[] not null,
    resources text[] not null,
    environment text not null,
    expires_at timestamptz(3),
    actor_id text not null,
    actor_client_id text,
    request_id text not null
  )`,
  `create function registry.refuse_change() returns trigger language plpgsql as $$
    begin raise exception 'table % is append-only', tg_table_name; end
  $$`,
  `create trigger change_append_only before update or delete on registry.change
    for each row execute function registry.refuse_change()`,
  `create trigger change_no_truncate before truncate on registry.change
    for each statement execute function registry.refuse_change()`,

  `create table registry.idempotency_record (
    scope text not null,
    key text not null,
    body_digest char(64) not null,
    status smallint not null,
    response json not null,
    created_at timestamptz(3) not null,
    primary key (scope, key)
  )`,
  'create index idempotency_record_age on registry.idempotency_record (created_at)',
];

/** In the order in which they run. A released one is never changed: what comes later is a new entry. */
export const migrations: Record<string, Migration> = {
  '001-registry': { up: (db) => runStatements(db, first) },
};
