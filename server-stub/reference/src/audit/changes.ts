import type { Store } from '../store/schema.ts';

/** What is recorded in the transaction that does it. */
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

export type PlatformEvent =
  | 'application.created'
  | 'application.deleted'
  | 'person.password_set'
  | 'person.signed_out'
  | 'person.suspended'
  | 'person.resumed'
  | 'signing_key.rotated'
  | 'signing_key.retired'
  | 'audit.pruned';

/** Who did something, and in which request. All null for the platform itself, as from the command line. */
export interface Actor {
  /** The person, or the owner of the program that acted. */
  id: string | null;
  clientId: string | null;
  /** The person whose token came beside the program's. */
  userId: string | null;
  requestId: string | null;
}

/** The platform itself: whoever works at its command line. */
export const platform: Actor = { id: null, clientId: null, userId: null, requestId: null };

/** What something happened to. */
export interface Concerned {
  /** A credential or an application. */
  clientId?: string;
  /** A person, by identifier. */
  subjectId?: string;
}

/**
 * Writes a line of the audit, in the transaction of what it tells of. The table is append-only: the database refuses to
 * change or delete a line.
 *
 * @param details - more about it: identifiers and settings, never a secret or its digest
 */
export async function recordChange(
  transaction: Store,
  { clientId = null, subjectId = null }: { [Name in keyof Concerned]: Concerned[Name] | null },
  type: CredentialEvent | PlatformEvent,
  actor: Actor,
  details: Record<string, unknown> = {},
): Promise<void> {
  await transaction
    .insertInto('audit_event')
    .values({
      type,
      client_id: clientId,
      subject_id: subjectId,
      actor_id: actor.id,
      actor_client_id: actor.clientId,
      actor_user_id: actor.userId,
      request_id: actor.requestId,
      occurred_at: new Date(),
      details: JSON.stringify(details),
    })
    .execute();
}

/** Like `recordChange`, for a credential. */
export const recordEvent = (
  transaction: Store,
  clientId: string,
  type: CredentialEvent,
  actor: Actor,
  details: Record<string, unknown> = {},
): Promise<void> => recordChange(transaction, { clientId }, type, actor, details);
