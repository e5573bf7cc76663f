import type { StoreTransaction } from '../store/schema.ts';
import { recordEvent, type Actor } from './audit.ts';
import { randomBase62 } from './base62.ts';
import type { Grant } from './grant.ts';
import type { Peppers } from './pepper.ts';
import { findReachable, presentCredential, type CredentialWithOwner, type PresentedCredential } from './repository.ts';
import { generateSecret, type Environment } from './secret.ts';

export interface NewCredential extends Grant {
  ownerId: string;
  name: string;
  permissionSet: string;
  environment: Environment;
}

export type CreatedCredential = PresentedCredential & { client_secret: string | null };

/** Creates a credential with its first secret, which only this answer holds in clear. */
export async function createCredential(
  transaction: StoreTransaction,
  peppers: Peppers,
  wanted: NewCredential,
  actor: Actor,
): Promise<CreatedCredential> {
  const clientId = `cl_${randomBase62(12)}`;
  const secret = generateSecret(wanted.environment);
  const created_at = new Date();
  await transaction
    .insertInto('credential')
    .values({
      client_id: clientId,
      owner_id: wanted.ownerId,
      name: wanted.name,
      permission_set: wanted.permissionSet,
      scopes: wanted.scopes,
      resources: wanted.resources,
      environment: wanted.environment,
      created_at,
      expires_at: wanted.expiresAt,
      revoked_reason: null,
    })
    .execute();
  await transaction
    .insertInto('credential_secret')
    .values({
      secret_id: secret.secretId,
      client_id: clientId,
      ...peppers.digest(secret.value),
      prefix: secret.prefix,
      last_four: secret.lastFour,
      created_at,
    })
    .execute();
  await recordEvent(transaction, clientId, 'credential.created', actor, {
    permission_set: wanted.permissionSet,
    scopes: wanted.scopes,
    resources: wanted.resources,
    environment: wanted.environment,
    secret_id: secret.secretId,
  });
  const row = (await findReachable(transaction, clientId, {
    ownerId: wanted.ownerId,
    environment: undefined,
  })) as CredentialWithOwner;
  return { ...presentCredential(row), client_secret: secret.value };
}
