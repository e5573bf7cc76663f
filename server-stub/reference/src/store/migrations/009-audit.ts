import type { Kysely } from 'kysely';
import { runStatements } from '../run-statements.ts';

/**
 * The history of credentials becomes the audit of everything: of authentication too, and of what concerns no credential.
 *
 * Nothing is changed in it, by its owner or a replication role either. Lines go only in a transaction that says from
 * before when (`audit.prune_before`), and never those of the last 30 days.
 */
export const up = (db: Kysely<unknown>): Promise<void> => runStatements(db, statements);

const statements = [
  'alter table credential_event rename to audit_event',
  `alter table audit_event
    alter event_id type bigint,
    alter client_id drop not null,
    add subject_id uuid,
    add actor_user_id uuid,
    add outcome text not null default 'success' check (outcome in ('success', 'failure')),
    add reason text,
    add address text,
    add count integer not null default 1 check (count > 0),
    add batch_id uuid,
    add batch_position integer`,

  // A page of the history of one client, the latest first; what happened lately; and a batch that is sent twice.
  'create index audit_event_client on audit_event (client_id, occurred_at, event_id)',
  'create index audit_event_time on audit_event (occurred_at, event_id)',
  'create unique index audit_event_batch on audit_event (batch_id, batch_position) where batch_id is not null',
  'drop index credential_event_client',

  'drop trigger credential_event_append_only on audit_event',
  'drop trigger credential_event_no_truncate on audit_event',
  'drop function refuse_change',
  `create function keep_audit() returns trigger language plpgsql as $$
    declare
      pruned timestamptz := nullif(current_setting('audit.prune_before', true), '');
    begin
      if tg_op = 'DELETE' and old.occurred_at < pruned and old.occurred_at < now() - interval '30 days' then
        return old;
      end if;
      raise exception 'table % is append-only', tg_table_name;
    end
  $$`,
  `create trigger audit_event_append_only before update or delete on audit_event
    for each row execute function keep_audit()`,
  `create trigger audit_event_no_truncate before truncate on audit_event
    for each statement execute function keep_audit()`,
  'alter table audit_event enable always trigger audit_event_append_only',
  'alter table audit_event enable always trigger audit_event_no_truncate',
];
