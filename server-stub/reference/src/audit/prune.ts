import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';
import { platform, recordChange } from './changes.ts';

/** The database keeps what is younger than this, in days, whatever it is told. */
export const leastAge = 30;

/**
 * Deletes the lines of the audit from before a moment, and writes down that it did: the one way in which the database
 * lets lines go. They cannot be brought back.
 *
 * @throws RangeError when the moment is less than 30 days ago
 * @returns how many there were
 */
export function pruneAudit(db: Store, before: Date): Promise<number> {
  if (before.getTime() > Date.now() - leastAge * 86_400_000) {
    throw new RangeError(`The audit keeps at least ${leastAge} days. Name an earlier day.`);
  }
  return db.transaction().execute(async (transaction) => {
    await sql`select set_config('audit.prune_before', ${before.toISOString()}, true)`.execute(transaction);
    const { numDeletedRows } = await transaction
      .deleteFrom('audit_event')
      .where('occurred_at', '<', before)
      .executeTakeFirst();
    const lines = Number(numDeletedRows);
    await recordChange(transaction, {}, 'audit.pruned', platform, { before: before.toISOString(), lines });
    return lines;
  });
}
