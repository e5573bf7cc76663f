import { sql } from 'kysely';
import type { StoreTransaction } from '../store/schema.ts';

/**
 * Orders writers and readers of changes. Without it a job that asks with `modifieDepuis` can miss a value for good: one
 * whose `modified_at` was set before the job looked, and which was committed after.
 *
 * @param mode - writers exclude everybody, readers of changes only writers
 */
export async function lockValeurs(
  transaction: StoreTransaction,
  environment: string,
  collectiviteIds: readonly number[],
  mode: 'write' | 'read',
): Promise<void> {
  const take = sql.raw(mode === 'write' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  // In one order everywhere, so that two batches do not wait for each other.
  const keys = [...new Set(collectiviteIds)].toSorted((a, b) => a - b).map((id) => `valeurs ${environment} ${id}`);
  for (const key of keys) {
    await sql`select ${take}(hashtextextended(${key}, 0))`.execute(transaction);
  }
}
