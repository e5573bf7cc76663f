import type { Store } from '../store/schema.ts';

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

/** Who did something, and in which request. */
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
