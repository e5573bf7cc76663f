import { generateSigningKey, type SigningKey, type SigningKeyRing, type SigningKeySet } from '@guichet/front';
import { sql } from 'kysely';
import type { ChangeFeed } from '../store/changes/feed.ts';
import { StoreError } from '../store/errors.ts';
import type { Store, StoreTransaction } from '../store/schema.ts';
import type { Peppers } from './pepper.ts';

/** What the private keys are sealed for. */
export const signingKeyPurpose = 'signing keys';

/**
 * The private keys that tokens are signed with, the newest first. The first process makes one; replicas and restarts
 * find it, so that tokens outlive both. In the database they lie sealed under a key derived from the pepper.
 *
 * @throws StoreError when no key opens because the pepper is another one
 */
export function loadSigningKeys(db: Store, peppers: Peppers): Promise<SigningKeySet> {
  return changeKeys(db, async (transaction) => {
    const rows = await transaction
      .selectFrom('signing_key')
      .selectAll()
      .where((where) => where.or([where('retires_at', 'is', null), where('retires_at', '>', new Date())]))
      .orderBy('activates_at', 'desc')
      .execute();
    if (rows.length === 0) return { keys: [await addSigningKey(transaction, peppers, new Date())] };

    const keys = rows.flatMap((row) => {
      const text = peppers.open(row.sealed_key, row.pepper_version, signingKeyPurpose, row.kid);
      if (text === undefined) return [];
      const key: SigningKey = { ...(JSON.parse(text) as SigningKey), nbf: row.activates_at.getTime() / 1_000 };
      return [row.retires_at === null ? key : { ...key, exp: row.retires_at.getTime() / 1_000 }];
    });
    if (keys.length === 0) {
      throw new StoreError(
        'None of the signing keys in the database can be opened with the configured pepper. Configure the pepper they were ' +
          'sealed with beside the new one, or delete the rows of signing_key: all tokens then end at once.',
      );
    }
    return { keys };
  });
}

/** Keeps a ring as the database has it, whoever changes the database. Call it before the feed is started. */
export function followSigningKeys(ring: SigningKeyRing, { db, peppers, feed }: KeyPlace & { feed: ChangeFeed }): void {
  const restart = async () => ring.replace(await loadSigningKeys(db, peppers));
  feed.add({
    restart,
    follow: async (changes) => {
      if (changes.some(({ topic }) => topic === 'signing_key')) await restart();
    },
  });
}

interface KeyPlace {
  db: Store;
  peppers: Peppers;
}

/** Work on the keys, one process at a time. */
export function changeKeys<T>(db: Store, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('signing keys'))`.execute(transaction);
    return work(transaction);
  });
}

/** Makes a key and seals it into the database. */
export async function addSigningKey(
  transaction: StoreTransaction,
  peppers: Peppers,
  activatesAt: Date,
): Promise<SigningKey & { kid: string }> {
  const { kid = '', alg = '', ...rest } = await generateSigningKey();
  const key = { ...rest, kid, alg };
  const { sealed, pepper_version } = peppers.seal(JSON.stringify(key), signingKeyPurpose, kid);
  await transaction
    .insertInto('signing_key')
    .values({ kid, alg, sealed_key: sealed, pepper_version, created_at: new Date(), activates_at: activatesAt })
    .execute();
  return key;
}
