import type { Selectable } from 'kysely';
import { paged, type Page, type PageQuery } from '../store/pages.ts';
import type { CredentialEventTable, Store } from '../store/schema.ts';

export type CredentialEvent =
  | 'credential.created'
  | 'credential.updated'
  | 'credential.suspended'
  | 'credential.resumed'
  | 'credential.extended'
  | 'credential.revoked'
  | 'credential.deleted'
  | 'secret.created'
  | 'secret.revoked';

/** Who did something, and in which request. All null for the platform itself, as from the command line. */
export interface Actor {
  id: string | null;
  clientId: string | null;
  requestId: string | null;
}

/**
 * Writes a line of history, in the transaction of what it tells of. The table is append-only: the database refuses to
 * change or delete a line.
 *
 * @param details - more about it: identifiers and settings, never a secret or its digest
 */
export async function recordEvent(
  transaction: Store,
  clientId: string,
  type: CredentialEvent,
  actor: Actor,
  details: Record<string, unknown> = {},
): Promise<void> {
  await transaction
    .insertInto('credential_event')
    .values({
      client_id: clientId,
      type,
      actor_id: actor.id,
      actor_client_id: actor.clientId,
      request_id: actor.requestId,
      occurred_at: new Date(),
      details: JSON.stringify(details),
    })
    .execute();
}

/** A page of the history of a credential, the latest first. */
export async function listEvents(db: Store, clientId: string, page: PageQuery): Promise<Page<PresentedEvent>> {
  const query = db.selectFrom('credential_event').selectAll().where('client_id', '=', clientId);
  const found = await paged(query, page, (ordered) => ordered.orderBy('event_id', 'desc'));
  return { ...found, data: found.data.map(presentEvent) };
}

/** An event as the contract shows it. */
function presentEvent(row: Selectable<CredentialEventTable>) {
  return {
    id: `evt_${row.event_id}`,
    type: row.type,
    occurred_at: row.occurred_at.toISOString(),
    client_id: row.client_id,
    actor: { kind: kindOf(row), id: row.actor_id, client_id: row.actor_client_id },
    request_id: row.request_id,
    details: row.details,
  };
}

type PresentedEvent = ReturnType<typeof presentEvent>;

function kindOf({ actor_id, actor_client_id }: { actor_id: string | null; actor_client_id: string | null }) {
  if (actor_client_id !== null) return 'client';
  return actor_id === null ? 'system' : 'user';
}
