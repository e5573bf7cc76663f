import { identity } from '../../../../guichet.config.ts';
import { platform, recordChange } from '../audit/changes.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Peppers } from '../credentials/pepper.ts';
import { generateSecret } from '../credentials/secret.ts';
import type { ApplicationTable, Store } from '../store/schema.ts';
import { redirectUriFault } from './redirect-uris.ts';
import type { Selectable } from 'kysely';

export type ApplicationRow = Selectable<ApplicationTable>;

export interface NewApplication {
  /** Shown to people when they sign in. */
  name: string;
  redirectUris: readonly string[];
  /** Runs on the person's own machine: it can keep no secret, and gets none. */
  native: boolean;
}

/** An application cannot be as it was asked for. The message says what to change. */
export class ApplicationError extends Error {
  override name = 'ApplicationError';
}

/** Whether a client id is one of applications. All others are those of credentials: no look-up is needed to tell. */
export const isApplicationId = (clientId: string): boolean =>
  clientId.startsWith('app_') || clientId === builtInApplicationId;

/** The command line of the kit, which the demonstration knows. */
export const builtInApplicationId = `${identity.slug}-cli`;

/**
 * Registers an application. Only this answer has its secret; native ones have none.
 *
 * @throws ApplicationError when the name or a redirect URI cannot be
 */
export async function createApplication(
  db: Store,
  peppers: Peppers,
  { name, redirectUris, native }: NewApplication,
): Promise<{ clientId: string; clientSecret: string | undefined }> {
  if (!/^[^\p{Cc}\p{Zl}\p{Zp}]{1,80}$/u.test(name) || name.trim() === '') {
    throw new ApplicationError('The name has 1 to 80 characters, without control characters.');
  }
  if (redirectUris.length === 0) throw new ApplicationError('At least one redirect URI is needed.');
  for (const uri of redirectUris) {
    const fault = redirectUriFault(uri, { native });
    if (fault !== undefined) throw new ApplicationError(`The redirect URI ${uri} ${fault}.`);
  }
  const clientId = `app_${randomBase62(12)}`;
  const secret = native ? undefined : generateSecret('live').value;
  const digest = secret === undefined ? undefined : peppers.digest(secret);
  await db.transaction().execute(async (transaction) => {
    const row = { client_id: clientId, name, redirect_uris: [...redirectUris], native };
    await insertApplication(transaction, row, digest);
    await recordChange(transaction, { clientId }, 'application.created', platform, {
      name,
      redirect_uris: redirectUris,
      native,
    });
  });
  return { clientId, clientSecret: secret };
}

/** The application of the demonstration: the kit's own command line. */
export async function createBuiltInApplication(db: Store): Promise<void> {
  await insertApplication(db, {
    client_id: builtInApplicationId,
    name: `${identity.title} CLI`,
    redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
    native: true,
  });
}

async function insertApplication(
  db: Store,
  row: Pick<ApplicationRow, 'client_id' | 'name' | 'redirect_uris' | 'native'>,
  secret?: { digest: string; pepper_version: number },
): Promise<void> {
  await db
    .insertInto('application')
    .values({
      ...row,
      secret_digest: secret?.digest ?? null,
      pepper_version: secret?.pepper_version ?? null,
      created_at: new Date(),
    })
    .execute();
}

export function listApplications(db: Store): Promise<ApplicationRow[]> {
  return db.selectFrom('application').selectAll().orderBy('created_at').orderBy('client_id').execute();
}

/**
 * Removes an application. People who are signed in to it cannot renew that; access tokens that it has live on until they
 * expire.
 *
 * @returns whether it was there
 */
export function deleteApplication(db: Store, clientId: string): Promise<boolean> {
  return db.transaction().execute(async (transaction) => {
    const deleted = await transaction
      .deleteFrom('application')
      .where('client_id', '=', clientId)
      .returning('name')
      .executeTakeFirst();
    if (deleted === undefined) return false;
    await recordChange(transaction, { clientId }, 'application.deleted', platform, { name: deleted.name });
    return true;
  });
}
