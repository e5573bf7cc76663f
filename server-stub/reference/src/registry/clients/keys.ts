import { conflict, notFound, unprocessable } from '../../problems.ts';
import { digestApiKey, generateApiKey, looksLikeApiKey } from '../../secrets/api-key.ts';
import type { ApiKeyIssued, ApiKeySummary, ApiKeyValidation } from '../generated/types.gen.ts';
import type { ApiKeyRow, ClientRow, Store, StoreTransaction } from '../store/schema.ts';
import { recordChange, type Actor } from './changes.ts';

/** Keys of a client that can work at a time. */
const most = 2;

/** When a new key ends, and the former one. */
interface Terms {
  expires_at?: string | null | undefined;
  /** In seconds. Default 0: all older keys end at once. */
  grace_period_seconds?: number | undefined;
}

/**
 * Gives a client a key. The former one works beside it until the end of the grace period.
 *
 * @returns the key, at the only moment it exists in clear
 * @throws ProblemError 404 without such a client, 409 when two keys work already, 422 when the key would end in the past
 */
export function issueKey(
  db: Store,
  clientId: string,
  { expires_at = null, grace_period_seconds: grace = 0 }: Terms,
  actor: Actor,
): Promise<ApiKeyIssued> {
  return db.transaction().execute(async (transaction) => {
    const client = await lockClient(transaction, clientId);
    const now = new Date();
    const end = expires_at === null ? null : new Date(expires_at);
    if (end !== null && !(end > now)) {
      throw unprocessable([{ pointer: '#/expires_at', detail: 'is in the past: leave it out, or name a later time' }]);
    }
    const former = await working(transaction, clientId, now).execute();
    if (grace > 0 && former.length >= most) throw tooMany(former);

    const key = generateApiKey();
    const row = await transaction
      .insertInto('api_key')
      .values({
        key_hash: digestApiKey(key.value),
        client_id: clientId,
        prefix: key.prefix,
        last_four: key.lastFour,
        created_at: now,
        expires_at: end,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordChange(transaction, 'issued', row, client, actor);
    if (grace === 0) await revoke(transaction, client, former, now, actor);
    else await limit(transaction, client, former, new Date(now.getTime() + grace * 1_000), actor);
    return { client_id: clientId, api_key: key.value, ...presentKey(row) };
  });
}

/**
 * Ends the keys of a client at once.
 *
 * @throws ProblemError 404 without such a client, or when it has no key that works
 */
export function revokeKeys(db: Store, clientId: string, actor: Actor): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const client = await lockClient(transaction, clientId);
    const now = new Date();
    const live = await working(transaction, clientId, now).execute();
    if (live.length === 0) throw notFound();
    await revoke(transaction, client, live, now, actor);
  });
}

/** The key that a client uses, or was given to use next. */
export function currentKey(db: Store, clientId: string): Promise<ApiKeyRow | undefined> {
  return working(db, clientId, new Date()).limit(1).executeTakeFirst();
}

/** Whether a key works now, and what for. Unknown, revoked and expired ones are alike, to the caller and in the work that they make. */
export async function validateKey(db: Store, text: string): Promise<ApiKeyValidation> {
  // What cannot be a key is told by its checksum, which is not secret.
  if (!looksLikeApiKey(text)) return { active: false };
  const found = await db
    .selectFrom('api_key')
    .innerJoin('client', 'client.client_id', 'api_key.client_id')
    .select(['client.client_id', 'scopes', 'resources', 'environment', 'expires_at', 'revoked_at'])
    .where('key_hash', '=', digestApiKey(text))
    .executeTakeFirst();
  if (found === undefined || found.revoked_at !== null || hasEnded(found.expires_at)) return { active: false };
  const { client_id, scopes, resources, environment, expires_at } = found;
  return { active: true, client_id, scopes, resources, environment, expires_at: expires_at?.toISOString() ?? null };
}

const hasEnded = (end: Date | null) => end !== null && end <= new Date();

export function presentKey({ prefix, last_four, created_at, expires_at }: ApiKeyRow): ApiKeySummary {
  return {
    prefix,
    last_four,
    created_at: created_at.toISOString(),
    expires_at: expires_at?.toISOString() ?? null,
  };
}

/** Of two changes to one client's keys, the second waits for the first. */
async function lockClient(transaction: StoreTransaction, clientId: string): Promise<ClientRow> {
  const query = transaction.selectFrom('client').selectAll().where('client_id', '=', clientId);
  const client = await query.forUpdate().executeTakeFirst();
  if (client === undefined) throw notFound();
  return client;
}

/** The keys that work, the latest first. */
function working(db: Store, clientId: string, now: Date) {
  return db
    .selectFrom('api_key')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .orderBy('key_id', 'desc');
}

async function revoke(
  transaction: StoreTransaction,
  client: ClientRow,
  keys: readonly ApiKeyRow[],
  now: Date,
  actor: Actor,
): Promise<void> {
  for (const key of keys) {
    // One connection, and a history in order.
    await transaction.updateTable('api_key').set({ revoked_at: now }).where('key_hash', '=', key.key_hash).execute();
    await recordChange(transaction, 'revoked', key, client, actor);
  }
}

/** Keys that end earlier still do. */
async function limit(
  transaction: StoreTransaction,
  client: ClientRow,
  keys: readonly ApiKeyRow[],
  end: Date,
  actor: Actor,
): Promise<void> {
  for (const { key_hash, expires_at } of keys) {
    if (expires_at !== null && expires_at <= end) continue;
    await transaction.updateTable('api_key').set({ expires_at: end }).where('key_hash', '=', key_hash).execute();
    await recordChange(transaction, 'changed', { key_hash, expires_at: end }, client, actor);
  }
}

function tooMany(keys: readonly ApiKeyRow[]) {
  const ends = keys.flatMap(({ expires_at }) => (expires_at === null ? [] : [expires_at.toISOString()])).toSorted();
  return conflict(
    `Two keys of the client work already. ${ends[0] === undefined ? 'Ask' : `Wait until ${ends[0]}, or ask`} with ` +
      'grace_period_seconds 0, which ends both at once.',
  );
}
