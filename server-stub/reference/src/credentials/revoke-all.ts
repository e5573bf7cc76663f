import type { Store } from '../store/schema.ts';

/**
 * Ends every token that was issued until now, and every sign-in: as after a restore, which brings back what was revoked
 * since the backup.
 */
export function revokeAllTokens(db: Store): Promise<{ credentials: number; people: number }> {
  return db.transaction().execute(async (transaction) => {
    // Tokens tell the second of their issue only, and one of the same second counts as later: the next one begins.
    const tokens_valid_from = new Date(Math.ceil((Date.now() + 1) / 1_000) * 1_000);
    const credentials = await transaction.updateTable('credential').set({ tokens_valid_from }).executeTakeFirst();
    const people = await transaction.updateTable('utilisateur').set({ tokens_valid_from }).executeTakeFirst();
    await transaction.deleteFrom('flow_record').execute();
    return { credentials: Number(credentials.numUpdatedRows), people: Number(people.numUpdatedRows) };
  });
}
