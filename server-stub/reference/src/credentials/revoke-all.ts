import { afterThisSecond, nextSecond } from '../issue-times.ts';
import type { Store } from '../store/schema.ts';

/**
 * Ends every token that was issued until now, and every sign-in: as after a restore, which brings back what was revoked
 * since the backup.
 */
export async function revokeAllTokens(db: Store): Promise<{ credentials: number; people: number }> {
  const ended = await db.transaction().execute(async (transaction) => {
    const tokens_valid_from = afterThisSecond();
    const credentials = await transaction.updateTable('credential').set({ tokens_valid_from }).executeTakeFirst();
    const people = await transaction.updateTable('utilisateur').set({ tokens_valid_from }).executeTakeFirst();
    await transaction.deleteFrom('flow_record').execute();
    return { credentials: Number(credentials.numUpdatedRows), people: Number(people.numUpdatedRows) };
  });
  await nextSecond();
  return ended;
}
