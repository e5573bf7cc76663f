import type { Store } from '../store/schema.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import { lockCredential, type Target } from './repository.ts';

/**
 * Revokes a credential, if it is not revoked yet, and takes it away from everybody's sight. The row stays: its
 * identifier is never given again, and its history knows whose it was (O5).
 *
 * @throws ProblemError 404 when the caller sees no such credential, or not any more
 */
export function deleteCredential(db: Store, target: Target, actor: Actor): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { client_id: clientId, revoked_at } = await lockCredential(transaction, target);
    const now = new Date();
    await transaction
      .updateTable('credential')
      .set({ deleted_at: now, revoked_at: revoked_at ?? now })
      .where('client_id', '=', clientId)
      .execute();
    if (revoked_at === null) await recordEvent(transaction, clientId, 'credential.revoked', actor);
    await recordEvent(transaction, clientId, 'credential.deleted', actor);
  });
}
