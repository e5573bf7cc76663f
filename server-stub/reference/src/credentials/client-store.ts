import type { ClientStore } from '@guichet/front';
import { guard } from '../guard.ts';
import type { Store } from '../store/schema.ts';
import { permittedScopes, tokenRole } from '../users/roles.ts';
import { clientAuthentication } from './authentication.ts';
import { findClientRow } from './client-row.ts';
import { serves, type ServedEnvironment } from './environment.ts';
import type { DigestRenewal } from './digest-renewal.ts';
import type { Peppers } from './pepper.ts';
import { statusOf } from './repository.ts';

/**
 * Credentials as the authorization server sees them: the clients of OAuth.
 *
 * @param served - credentials of another environment get no token here
 * @param noteSecret - hears which secret was sent, even when it no longer works, so that its owner can be told
 * @param renewal - renews the digests of secrets that were sent, under the current pepper
 */
export function credentialClients(
  db: Store,
  peppers: Peppers,
  served: ServedEnvironment,
  noteSecret: (secretId: string) => void = () => {},
  renewal?: DigestRenewal,
): ClientStore {
  return {
    find: (clientId) =>
      guard(async () => {
        // For an unknown id it is another credential's, which is then not answered: the path is as long (A1).
        const credential = await findClientRow(db, clientId);
        if (credential === undefined) return undefined;
        const { roles, secrets } = credential;
        const permitted = permittedScopes(roles);
        const client = {
          clientId,
          subject: credential.owner_id,
          // Never more than the owner may do now: a token that would be refused everywhere helps nobody.
          scopes: credential.scopes.filter((scope) => permitted.has(scope)),
          resources: credential.resources,
          role: tokenRole(roles),
          // One of the other environment is refused as a suspended one is, by the same path (A1): the words differ for
          // the audit only.
          status:
            credential.owner_status !== 'active'
              ? `owner_${credential.owner_status}`
              : serves(served, credential.environment)
                ? statusOf(credential)
                : 'other_environment',
          expiresAt: credential.expires_at,
          authentication: clientAuthentication(credential),
          verify(secret: string) {
            const sent = secrets[peppers.find(secret, secrets)];
            if (sent !== undefined) noteSecret(sent.secret_id);
            if (sent?.works !== true) return false;
            renewal?.note({ secretId: sent.secret_id }, secret, sent);
            return true;
          },
        };
        return credential.client_id === clientId ? client : undefined;
      }),
    verifyDecoy: (secret) => peppers.verify(secret, []),
  };
}
