import type { ClientStore } from '@guichet/front';
import { sql } from 'kysely';
import { guard } from '../guard.ts';
import type { Store } from '../store/schema.ts';
import { findAccount } from '../users/accounts.ts';
import { permittedScopes, tokenRole } from '../users/roles.ts';
import type { Peppers } from './pepper.ts';
import { statusOf } from './repository.ts';

/** Credentials as the authorization server sees them: the clients of OAuth. */
export function credentialClients(db: Store, peppers: Peppers): ClientStore {
  return {
    find: (clientId) =>
      guard(async () => {
        // For an unknown id another credential is looked up all the same, and then not answered: the way is as long (A1).
        const credential = await findOrDecoy(db, clientId);
        if (credential === undefined) return undefined;
        const secrets = await liveSecrets(db, credential.client_id);
        const owner = await findAccount(db, credential.owner_id);
        if (owner === undefined) return undefined;
        const permitted = permittedScopes(owner.roles);
        const client = {
          clientId,
          subject: owner.id,
          // Never more than the owner may do now: a token that would be refused everywhere helps nobody.
          scopes: credential.scopes.filter((scope) => permitted.has(scope)),
          resources: credential.resources,
          role: tokenRole(owner.roles),
          status: owner.status === 'active' ? statusOf(credential) : 'suspended',
          expiresAt: credential.expires_at,
          verify: (secret: string) => peppers.verify(secret, secrets),
        };
        return credential.client_id === clientId ? client : undefined;
      }),
    verifyDecoy: (secret) => peppers.verify(secret, []),
  };
}

/** The credential with an id, or for an unknown id some other one. Undefined only when there is none at all. */
function findOrDecoy(db: Store, clientId: string) {
  const id = sql<string>`coalesce(
    (select known.client_id from credential as known where known.client_id = ${clientId}),
    (select min(client_id) from credential)
  )`;
  return db.selectFrom('credential').selectAll().where('client_id', '=', id).executeTakeFirst();
}

function liveSecrets(db: Store, clientId: string) {
  const now = new Date();
  return db
    .selectFrom('credential_secret')
    .select(['digest', 'pepper_version'])
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .execute();
}
