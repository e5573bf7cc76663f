import type { Selectable } from 'kysely';
import { paged, type Page, type PageQuery } from '../store/pages.ts';
import type { Store } from '../store/schema.ts';
import type { AuditEventTable } from './table.ts';

/** A page of the history of a credential, the latest first. */
export async function listEvents(db: Store, clientId: string, page: PageQuery): Promise<Page<PresentedEvent>> {
  const query = db.selectFrom('audit_event').selectAll().where('client_id', '=', clientId);
  const found = await paged(query, page, (ordered) =>
    ordered.orderBy('occurred_at', 'desc').orderBy('event_id', 'desc'),
  );
  return { ...found, data: found.data.map((row) => ({ ...presentEvent(row), client_id: clientId })) };
}

export interface AuditFilter {
  clientId?: string | undefined;
  type?: string | undefined;
  since?: Date | undefined;
}

/** A line of the audit as operators see it. */
export type AuditLine = Awaited<ReturnType<typeof latestEvents>>[number];

/** The latest events of everything and everybody, the latest first, with people by their logins. */
export async function latestEvents(db: Store, { clientId, type, since }: AuditFilter, limit: number) {
  const rows = await db
    .selectFrom('audit_event')
    .leftJoin('utilisateur as subject', 'subject.id', 'audit_event.subject_id')
    .leftJoin('utilisateur as actor', 'actor.id', 'audit_event.actor_id')
    .selectAll('audit_event')
    .select(['subject.login as subject_login', 'actor.login as actor_login'])
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId ?? ''))
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
    .$if(since !== undefined, (query) => query.where('occurred_at', '>=', since ?? new Date()))
    .orderBy('occurred_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...presentEvent(row),
    subject: row.subject_login ?? row.subject_id,
    actor_name: row.actor_login,
  }));
}

/** An event as the contract shows it. */
function presentEvent(row: Selectable<AuditEventTable>) {
  return {
    id: `evt_${row.event_id}`,
    type: row.type,
    outcome: row.outcome,
    reason: row.reason,
    count: row.count,
    occurred_at: row.occurred_at.toISOString(),
    client_id: row.client_id,
    actor: {
      kind: kindOf(row),
      id: row.actor_id,
      client_id: row.actor_client_id,
      user_id: row.actor_user_id,
    },
    request_id: row.request_id,
    address: row.address,
    details: row.details,
  };
}

type PresentedEvent = ReturnType<typeof presentEvent> & { client_id: string };

/** A failure proves nobody's identity; what succeeded without anybody was done by the platform. */
function kindOf({ actor_id, actor_client_id, outcome }: Selectable<AuditEventTable>) {
  if (actor_client_id !== null) return 'client';
  if (actor_id !== null) return 'user';
  return outcome === 'failure' ? 'unknown' : 'system';
}
