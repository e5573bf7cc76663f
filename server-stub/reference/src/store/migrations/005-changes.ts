import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/**
 * Every change to what counts for access is written down in its own transaction, and announced when that commits. By
 * triggers, so that it holds for every writer: handlers, commands, and whoever is at the database with psql.
 *
 * `xid` is the transaction's: readers ask for what their last snapshot did not see, which `change_id` alone cannot tell
 * (a lower one may commit later). See docs/decisions/015-changes-by-snapshot.md.
 */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

/** Topic, table and column that names what changed. */
const watched = [
  ['credential', 'credential', 'client_id'],
  ['credential', 'credential_secret', 'client_id'],
  ['person', 'utilisateur', 'id'],
  ['person', 'utilisateur_role', 'utilisateur_id'],
  ['signing_key', 'signing_key', 'kid'],
] as const;

const statements = [
  `create table change (
    change_id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    changed_at timestamptz(3) not null default now(),
    topic text not null,
    subject text,
    until timestamptz(3)
  )`,
  'create index change_xid on change (xid)',
  'create index change_age on change (changed_at)',

  // The schema is the table's, whatever the search path of the writer. `last_used_at` is written all the time and
  // permits nothing.
  `create function announce_change() returns trigger language plpgsql as $$
    declare
      before jsonb := case when tg_op in ('UPDATE', 'DELETE') then to_jsonb(old) - 'last_used_at' end;
      after jsonb := case when tg_op in ('INSERT', 'UPDATE') then to_jsonb(new) - 'last_used_at' end;
      write text := format('insert into %I.change (topic, subject, until) values ($1, $2, $3)', tg_table_schema);
    begin
      if before = after then return null; end if;
      if tg_op = 'TRUNCATE' then
        execute write using tg_argv[0], null::text, null::timestamptz;
      else
        execute write
          using tg_argv[0], coalesce(after, before) ->> tg_argv[1], (after ->> tg_argv[2])::timestamptz;
        if before ->> tg_argv[1] <> after ->> tg_argv[1] then
          execute write using tg_argv[0], before ->> tg_argv[1], null::timestamptz;
        end if;
      end if;
      perform pg_notify('change', '');
      return null;
    end
  $$`,
  ...watched.flatMap(([topic, table, subject]) => [
    `create trigger ${table}_changed after insert or update or delete on ${table}
      for each row execute function announce_change('${topic}', '${subject}')`,
    `create trigger ${table}_truncated after truncate on ${table}
      for each statement execute function announce_change('${topic}', '${subject}')`,
  ]),
  // What is revoked stays revoked: the deletion of a token that has expired is not news.
  `create trigger revoked_token_changed after insert or update on revoked_token
    for each row execute function announce_change('token', 'jti', 'expires_at')`,

  // When a key begins to sign, and when its tokens cease to count: a rotation is announced before it happens.
  'alter table signing_key add column activates_at timestamptz(3)',
  'update signing_key set activates_at = created_at',
  'alter table signing_key alter column activates_at set not null',
  'alter table signing_key rename column retired_at to retires_at',
];
