import type { ClientStore } from '@guichet/front';
import type { Store } from '../store/schema.ts';
import { findAccount } from '../users/accounts.ts';
import { permittedScopes, tokenRole } from '../users/roles.ts';
import type { Peppers } from './pepper.ts';
import { findCredential, statusOf } from './repository.ts';

/** Credentials as the authorization server sees them: the clients of OAuth. */
export function credentialClients(db: Store, peppers: Peppers): ClientStore {
  return {
    async find(clientId) {
      // All look-ups happen for every id, so that an unknown one takes no shorter way (A1).
      const credential = await findCredential(db, clientId);
      const secrets = await liveSecrets(db, clientId);
      const owner = await findAccount(db, credential?.owner_id ?? nobody);
      if (credential === undefined || owner === undefined) return undefined;
      const permitted = permittedScopes(owner.roles);
      return {
        clientId,
        subject: owner.id,
        // Never more than the owner may do now: a token that would be refused everywhere helps nobody.
        scopes: credential.scopes.filter((scope) => permitted.has(scope)),
        resources: credential.resources,
        role: tokenRole(owner.roles),
        status: owner.status === 'active' ? statusOf(credential) : 'suspended',
        expiresAt: credential.expires_at,
        verify: (secret) => peppers.verify(secret, secrets),
      };
    },
    verifyDecoy: (secret) => peppers.verify(secret, []),
  };
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

const nobody = '00000000-0000-0000-0000-000000000000';
