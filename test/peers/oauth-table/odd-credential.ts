import type { RunningServer } from '@guichet/reference';
import type { Credential } from './target.ts';

/**
 * A credential with an id and a secret of one's choice, in the database: the server itself makes neither of such
 * characters, but a platform that moves its clients over may bring them.
 *
 * @param like - the client id of the credential whose owner and rights it has
 */
export async function registerOddCredential(
  { db, peppers }: RunningServer,
  like: string,
  { id, secret }: Credential,
): Promise<void> {
  const credential = await db
    .selectFrom('credential')
    .selectAll()
    .where('client_id', '=', like)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('credential')
    .values({ ...credential, client_id: id, jwks: credential.jwks && JSON.stringify(credential.jwks) })
    .execute();
  await db
    .insertInto('credential_secret')
    .values({
      secret_id: 'sec_of_the_odd_one',
      client_id: id,
      ...peppers.digest(secret),
      prefix: secret.slice(0, 1),
      last_four: secret.slice(-4),
      created_at: new Date(),
    })
    .execute();
}
