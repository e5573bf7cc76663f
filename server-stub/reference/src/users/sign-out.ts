import type { Peppers } from '../credentials/pepper.ts';
import { endFlowsOf } from '../flows/flow-records.ts';
import { afterThisSecond } from '../issue-times.ts';
import type { StoreTransaction } from '../store/schema.ts';

/**
 * Ends everywhere what a person is signed in to: sessions, refresh tokens, and the access tokens that were issued until
 * now. The person's credentials go on. What is signed in to again counts from the next second on: callers wait for it, after
 * the commit (`nextSecond`).
 */
export async function signOut(transaction: StoreTransaction, peppers: Peppers, userId: string): Promise<void> {
  await transaction
    .updateTable('utilisateur')
    .set({ tokens_valid_from: afterThisSecond() })
    .where('id', '=', userId)
    .execute();
  await endFlowsOf(transaction, peppers, userId);
}
