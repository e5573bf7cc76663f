import { conflict } from '../problems.ts';
import type { Store } from '../store/schema.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import { lockCredential, presentCredential, type PresentedCredential, type Target } from './repository.ts';

/**
 * Ends a credential and all its tokens, for good.
 *
 * @throws ProblemError 404 when the caller sees no such credential, 409 when it is revoked already
 */
export function revokeCredential(
  db: Store,
  target: Target,
  reason: string | null,
  actor: Actor,
): Promise<PresentedCredential> {
  return db.transaction().execute(async (transaction) => {
    const credential = await lockCredential(transaction, target);
    checkNotRevoked(credential);
    const change = { revoked_at: new Date(), revoked_reason: reason };
    await transaction.updateTable('credential').set(change).where('client_id', '=', credential.client_id).execute();
    await recordEvent(
      transaction,
      credential.client_id,
      'credential.revoked',
      actor,
      reason === null ? {} : { reason },
    );
    return presentCredential({ ...credential, ...change });
  });
}

/** @throws ProblemError 409 when the credential is revoked */
export function checkNotRevoked({ revoked_at }: { revoked_at: Date | null }): void {
  if (revoked_at !== null) {
    throw conflict('The credential is revoked, which cannot be undone. Create a new credential.');
  }
}
