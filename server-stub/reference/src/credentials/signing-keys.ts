import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { sql } from 'kysely';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/schema.ts';
import type { Peppers } from './pepper.ts';

const alg = 'ES256';
const purpose = 'signing keys';

/**
 * The private keys that tokens are signed with, the newest first. The first process makes one; replicas and restarts
 * find it, so that tokens outlive both. In the database they lie sealed under a key derived from the pepper.
 *
 * @throws StoreError when no key opens because the pepper is another one
 */
export async function loadSigningKeys(db: Store, peppers: Peppers): Promise<{ keys: JWK[] }> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('signing keys'))`.execute(transaction);
    const rows = await transaction
      .selectFrom('signing_key')
      .selectAll()
      .where('retired_at', 'is', null)
      .orderBy('created_at', 'desc')
      .execute();
    if (rows.length === 0) return { keys: [await create(transaction, peppers)] };

    const keys = rows.flatMap((row) => {
      const text = peppers.open(row.sealed_key, row.pepper_version, purpose, row.kid);
      return text === undefined ? [] : [JSON.parse(text) as JWK];
    });
    if (keys.length === 0) {
      throw new StoreError(
        'None of the signing keys in the database opens with the configured pepper. Configure the pepper they were ' +
          'sealed with beside the new one, or delete the rows of signing_key: all tokens then end at once.',
      );
    }
    return { keys };
  });
}

async function create(db: Store, peppers: Peppers): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const key: JWK = { ...jwk, kid, alg, use: 'sig' };
  const { sealed, pepper_version } = peppers.seal(JSON.stringify(key), purpose, kid);
  await db
    .insertInto('signing_key')
    .values({ kid, alg, sealed_key: sealed, pepper_version, created_at: new Date(), retired_at: null })
    .execute();
  return key;
}
