import { unprocessable } from '../problems.ts';
import type { Store } from '../store/schema.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import { lockCredential, presentCredential, type PresentedCredential, type Target } from './repository.ts';
import { checkNotRevoked } from './revoke.ts';

/**
 * Moves the end of a credential to a later time; one that has expired goes on.
 *
 * @param expiresAt - the new end, null for never
 * @throws ProblemError 404 when the caller sees no such credential, 409 when it is revoked, 422 when the time is past
 *   or not later than the present end (K4)
 */
export function extendCredential(
  db: Store,
  target: Target,
  expiresAt: Date | null,
  actor: Actor,
): Promise<PresentedCredential> {
  return db.transaction().execute(async (transaction) => {
    const credential = await lockCredential(transaction, target);
    checkNotRevoked(credential);
    const wrong = whatIsWrong(expiresAt, credential.expires_at);
    if (wrong !== undefined) throw unprocessable([{ pointer: '#/expires_at', detail: wrong }]);
    await transaction
      .updateTable('credential')
      .set({ expires_at: expiresAt })
      .where('client_id', '=', credential.client_id)
      .execute();
    await recordEvent(transaction, credential.client_id, 'credential.extended', actor, {
      from: credential.expires_at?.toISOString() ?? null,
      to: expiresAt?.toISOString() ?? null,
    });
    return presentCredential({ ...credential, expires_at: expiresAt });
  });
}

function whatIsWrong(wanted: Date | null, present: Date | null): string | undefined {
  if (wanted !== null && !(wanted.getTime() > Date.now())) return 'must be in the future';
  if (present === null) return 'cannot be later: the credential never ends';
  if (wanted !== null && wanted <= present) return `must be later than the current end, ${present.toISOString()}`;
  return undefined;
}
