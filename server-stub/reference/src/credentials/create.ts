import type { StoreTransaction } from '../store/schema.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import type { Authentication } from './authentication.ts';
import { randomBase62 } from '../secrets/base62.ts';
import type { Grant } from './grant.ts';
import type { Peppers } from './pepper.ts';
import { findReachable, presentCredential, type CredentialWithOwner, type PresentedCredential } from './repository.ts';
import { generateSecret, type Environment } from './secret.ts';
import { insertSecret } from './secrets.ts';

export interface NewCredential extends Grant {
  ownerId: string;
  name: string;
  permissionSet: string;
  environment: Environment;
  authentication: Authentication;
}

export type CreatedCredential = PresentedCredential & { client_secret: string | null };

/**
 * Creates a credential, with its first secret when it authenticates by one: only this answer holds that in clear.
 */
export async function createCredential(
  transaction: StoreTransaction,
  peppers: Peppers,
  { authentication, ...wanted }: NewCredential,
  actor: Actor,
): Promise<CreatedCredential> {
  const clientId = `cl_${randomBase62(12)}`;
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
      ...authentication,
      jwks: authentication.jwks && JSON.stringify(authentication.jwks),
    })
    .execute();
  const secret =
    authentication.token_endpoint_auth_method === 'client_secret_basic'
      ? generateSecret(wanted.environment)
      : undefined;
  if (secret !== undefined) await insertSecret(transaction, peppers, clientId, secret, created_at);
  await recordEvent(transaction, clientId, 'credential.created', actor, {
    permission_set: wanted.permissionSet,
    scopes: wanted.scopes,
    resources: wanted.resources,
    environment: wanted.environment,
    token_endpoint_auth_method: authentication.token_endpoint_auth_method,
    ...(secret === undefined ? {} : { secret_id: secret.secretId }),
  });
  const row = (await findReachable(transaction, clientId, {
    ownerId: wanted.ownerId,
    environment: undefined,
  })) as CredentialWithOwner;
  return { ...presentCredential(row), client_secret: secret?.value ?? null };
}
