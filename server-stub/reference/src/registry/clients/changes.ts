import { sql } from 'kysely';
import type { ApiKeyChange, ApiKeyChanges } from '../generated/types.gen.ts';
import type { ApiKeyRow, ChangeRow, ClientRow, Store, StoreTransaction } from '../store/schema.ts';

/** Who does something, and in which request. */
export interface Actor {
  id: string;
  /** The program, when one acts for the person. */
  clientId: string | null;
  requestId: string;
}

/**
 * Tells followers of a key's new state, in the transaction that changes it.
 *
 * Writers take turns from here to their commit: numbers become visible in their order, and a follower that has seen 17
 * never misses 16. Changes are the acts of administrators, who do not notice.
 */
export async function recordChange(
  transaction: StoreTransaction,
  type: ChangeRow['type'],
  { key_hash, expires_at }: Pick<ApiKeyRow, 'key_hash' | 'expires_at'>,
  { client_id, scopes, resources, environment }: ClientRow,
  actor: Actor,
): Promise<void> {
  // In a statement of its own: the number is drawn by the next one, when the lock is held.
  await sql`select pg_advisory_xact_lock(hashtextextended('registry.change', 0))`.execute(transaction);
  await transaction
    .insertInto('change')
    .values({
      type,
      occurred_at: new Date(),
      key_hash,
      client_id,
      scopes,
      resources,
      environment,
      expires_at,
      actor_id: actor.id,
      actor_client_id: actor.clientId,
      request_id: actor.requestId,
    })
    .execute();
}

/** The changes after one, in order. */
export async function listChanges(db: Store, after: number, limit: number): Promise<ApiKeyChanges> {
  const rows = await db
    .selectFrom('change')
    .selectAll()
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit + 1)
    .execute();
  const changes = rows.slice(0, limit).map(presentChange);
  const last = changes.at(-1)?.sequence ?? (after === 0 ? 0 : Math.min(after, await lastSequence(db)));
  return { changes, last_sequence: last, has_more: rows.length > limit };
}

/** Number of the last change, 0 when there is none. */
export async function lastSequence(db: Store): Promise<number> {
  const { last } = await db
    .selectFrom('change')
    .select(({ fn }) => fn.max<number | null>('sequence').as('last'))
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

function presentChange(row: ChangeRow): ApiKeyChange {
  return {
    sequence: row.sequence,
    type: row.type,
    occurred_at: row.occurred_at.toISOString(),
    key_hash: row.key_hash,
    client_id: row.client_id,
    scopes: row.scopes,
    resources: row.resources,
    environment: row.environment,
    expires_at: row.expires_at?.toISOString() ?? null,
  };
}
