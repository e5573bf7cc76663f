import { conflict, notFound } from '../problems.ts';
import type { Store } from '../store/schema.ts';
import { recordEvent, type Actor } from './audit.ts';
import {
  findReachable,
  presentCredential,
  type CredentialRow,
  type PresentedCredential,
  type Reach,
} from './repository.ts';

/**
 * Ends a credential and all its tokens, for good.
 *
 * @param reach - which credentials the caller sees
 * @param check - may refuse, by throwing
 * @throws ProblemError 404 when there is no such credential of this person, 409 when it is revoked already
 */
export function revokeCredential(
  db: Store,
  clientId: string,
  reach: Reach,
  check: (credential: CredentialRow) => void,
  reason: string | null,
  actor: Actor,
): Promise<PresentedCredential> {
  return db.transaction().execute(async (transaction) => {
    const before = await findReachable(transaction, clientId, reach);
    if (before === undefined) throw notFound();
    check(before);
    // The condition decides between two revocations at once: the second one changes nothing.
    const { numUpdatedRows } = await transaction
      .updateTable('credential')
      .set({ revoked_at: new Date(), revoked_reason: reason })
      .where('client_id', '=', clientId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw conflict('The credential is revoked, which cannot be undone. Create a new credential.');
    }
    await recordEvent(transaction, clientId, 'credential.revoked', actor, reason === null ? {} : { reason });
    const after = await findReachable(transaction, clientId, reach);
    return presentCredential(after ?? before);
  });
}
