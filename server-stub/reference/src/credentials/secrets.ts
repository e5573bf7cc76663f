import type { Selectable } from 'kysely';
import { afterThisSecond } from '../issue-times.ts';
import { conflict, notFound } from '../problems.ts';
import { paged, type Page, type PageQuery } from '../store/pages.ts';
import type { CredentialSecretTable, Store, StoreTransaction } from '../store/schema.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import type { Peppers } from './pepper.ts';
import { lockCredential, type CredentialRow, type Target } from './repository.ts';
import { checkNotRevoked } from './revoke.ts';
import { generateSecret, type NewSecret } from './secret.ts';

type SecretRow = Selectable<CredentialSecretTable>;

/** Secrets of a credential that can work at a time. */
const most = 2;

/**
 * How long a secret stays in the list after its end, in days, so that whoever still sends it can be helped to change over. The
 * contract says it too.
 */
export const visibleDays = 90;

/**
 * Gives a credential another secret. The present one works beside it until the end of the grace period, to the second:
 * no program stops (K1).
 *
 * @param gracePeriod - in seconds. 0 ends all older secrets and all tokens at once, as after a leak: see `endTokens`
 * @returns the secret, at the only moment it exists in clear
 * @throws ProblemError 409 when the credential is revoked, has no secrets by its method, or two secrets work already
 */
export async function rotateSecret(
  transaction: StoreTransaction,
  peppers: Peppers,
  target: Target,
  gracePeriod: number,
  actor: Actor,
) {
  const credential = await lockCredential(transaction, target);
  checkNotRevoked(credential);
  checkHasSecrets(credential);
  const { client_id: clientId } = credential;
  await sweepSecrets(transaction, clientId);
  const now = new Date();
  if (gracePeriod === 0) {
    await endSecrets(transaction, clientId, actor);
    await endTokens(transaction, clientId);
  } else {
    const live = await working(transaction, clientId, now);
    if (live.length >= most) throw tooMany(live);
    const end = new Date(now.getTime() + gracePeriod * 1_000);
    // One that ends earlier still does.
    await transaction
      .updateTable('credential_secret')
      .set({ expires_at: end })
      .where('client_id', '=', clientId)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', end)]))
      .execute();
  }
  const secret = generateSecret(credential.environment);
  const row = await insertSecret(transaction, peppers, clientId, secret, now);
  await recordEvent(transaction, clientId, 'secret.created', actor, {
    secret_id: secret.secretId,
    grace_period_seconds: gracePeriod,
  });
  return { ...presentSecret(row, now), client_secret: secret.value };
}

/** Stores what is kept of a new secret: never the secret itself. */
export function insertSecret(
  transaction: StoreTransaction,
  peppers: Peppers,
  clientId: string,
  secret: NewSecret,
  createdAt: Date,
): Promise<SecretRow> {
  return transaction
    .insertInto('credential_secret')
    .values({
      secret_id: secret.secretId,
      client_id: clientId,
      ...peppers.digest(secret.value),
      prefix: secret.prefix,
      last_four: secret.lastFour,
      created_at: createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Ends one secret at once. One that has ended already stays so.
 *
 * @throws ProblemError 404 when the caller sees no such credential or it has no such secret, 409 when it is the last
 *   one that works
 */
export function revokeSecret(db: Store, target: Target, secretId: string, actor: Actor): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    const { client_id: clientId } = await lockCredential(transaction, target);
    const now = new Date();
    const known = await visible(transaction, clientId, now).where('secret_id', '=', secretId).executeTakeFirst();
    if (known === undefined) throw notFound();
    const live = await working(transaction, clientId, now);
    if (!live.some((secret) => secret.secret_id === secretId)) return;
    if (live.length === 1) {
      throw conflict('It is the last working secret. Create another one first, or revoke the credential.');
    }
    await endSecrets(transaction, clientId, actor, [secretId]);
  });
}

/**
 * Ends the tokens that were issued until now: whoever took the secret may have some. New ones count from the next second on:
 * callers wait for it, after the commit (`nextSecond`).
 */
export async function endTokens(transaction: StoreTransaction, clientId: string): Promise<void> {
  await transaction
    .updateTable('credential')
    .set({ tokens_valid_from: afterThisSecond() })
    .where('client_id', '=', clientId)
    .execute();
}

/** Ends the secrets of a credential that still work, or some of them, at once. */
export async function endSecrets(
  transaction: StoreTransaction,
  clientId: string,
  actor: Actor,
  only?: readonly string[],
): Promise<void> {
  const now = new Date();
  const ended = (await working(transaction, clientId, now))
    .map((secret) => secret.secret_id)
    .filter((id) => only === undefined || only.includes(id));
  if (ended.length === 0) return;
  await transaction.updateTable('credential_secret').set({ revoked_at: now }).where('secret_id', 'in', ended).execute();
  for (const secret_id of ended) {
    // One connection, and a history in order.
    await recordEvent(transaction, clientId, 'secret.revoked', actor, { secret_id });
  }
}

/** A page of what is known of the secrets of a credential, the latest first. */
export async function listSecrets(db: Store, clientId: string, page: PageQuery): Promise<Page<PresentedSecret>> {
  const now = new Date();
  const found = await paged(visible(db, clientId, now), page, (ordered) =>
    ordered.orderBy('created_at', 'desc').orderBy('secret_id'),
  );
  return { ...found, data: found.data.map((row) => presentSecret(row, now)) };
}

/**
 * Deletes the secrets that nobody sees any more.
 *
 * @param clientId - of this credential. Default of all
 */
export async function sweepSecrets(db: Store, clientId?: string): Promise<void> {
  const past = endOfSight(new Date());
  await db
    .deleteFrom('credential_secret')
    .where((where) => where.or([where('expires_at', '<=', past), where('revoked_at', '<=', past)]))
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId ?? ''))
    .execute();
}

/** A secret as the contract shows it: by its beginning and end. */
function presentSecret(row: SecretRow, now: Date) {
  return {
    secret_id: row.secret_id,
    prefix: row.prefix,
    last_four: row.last_four,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    status: statusOf(row, now),
  };
}

export type PresentedSecret = ReturnType<typeof presentSecret>;

function statusOf({ revoked_at, expires_at }: SecretRow, now: Date) {
  if (revoked_at !== null) return 'revoked';
  if (expires_at === null) return 'active';
  return expires_at > now ? 'expiring' : 'expired';
}

const endOfSight = (now: Date) => new Date(now.getTime() - visibleDays * 86_400_000);

function visible(db: Store, clientId: string, now: Date) {
  const past = endOfSight(now);
  return db
    .selectFrom('credential_secret')
    .selectAll()
    .where('client_id', '=', clientId)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', past)]))
    .where((where) => where.or([where('revoked_at', 'is', null), where('revoked_at', '>', past)]));
}

function working(db: Store, clientId: string, now: Date): Promise<SecretRow[]> {
  return db
    .selectFrom('credential_secret')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .orderBy('created_at')
    .execute();
}

function checkHasSecrets({ token_endpoint_auth_method: method }: CredentialRow): void {
  if (method !== 'client_secret_basic') {
    throw conflict(
      `The credential authenticates with ${method}, without a secret. Change its keys or its certificate, or set token_endpoint_auth_method to client_secret_basic first.`,
    );
  }
}

function tooMany(live: readonly SecretRow[]) {
  const first = live.find((secret) => secret.expires_at !== null) ?? live[0];
  const end = first?.expires_at?.toISOString();
  return conflict(
    `Two secrets work already. Delete ${first?.secret_id} when no program uses it any more${end === undefined ? '' : `, or wait for its end at ${end}`}, or rotate with grace_period_seconds 0 to end both.`,
  );
}
