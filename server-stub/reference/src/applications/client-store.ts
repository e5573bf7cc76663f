import type { ClientStore } from '@guichet/front';
import { sql } from 'kysely';
import type { DigestRenewal } from '../credentials/digest-renewal.ts';
import type { Peppers } from '../credentials/pepper.ts';
import { guard } from '../guard.ts';
import type { Store } from '../store/schema.ts';
import { isApplicationId } from './repository.ts';

/**
 * Applications as the authorization server sees them: clients that people sign in to.
 *
 * @param renewal - renews the digests of secrets that were sent, under the current pepper
 */
export function applicationClients(db: Store, peppers: Peppers, renewal?: DigestRenewal): ClientStore {
  return {
    find: (clientId) =>
      guard(async () => {
        const application = await findOrDecoy(db, clientId);
        if (application === undefined) return undefined;
        const { name, redirect_uris: redirectUris, native, secret_digest: digest, pepper_version } = application;
        const secrets = digest === null || pepper_version === null ? [] : [{ digest, pepper_version }];
        const client = {
          clientId,
          // Nobody's: what its tokens may carry is decided by the person who signs in.
          subject: '',
          scopes: [],
          resources: [],
          status: 'active',
          authentication: native ? ({ method: 'none' } as const) : ({ method: 'client_secret' } as const),
          verify(secret: string) {
            const sent = secrets[peppers.find(secret, secrets)];
            if (sent === undefined) return false;
            renewal?.note({ applicationId: application.client_id }, secret, sent);
            return true;
          },
          application: { name, redirectUris, native, grantTypes: native ? nativeGrants : webGrants },
        };
        return application.client_id === clientId ? client : undefined;
      }),
    verifyDecoy: (secret) => peppers.verify(secret, []),
  };
}

const webGrants = ['authorization_code', 'refresh_token'] as const;
/** A program on a machine without a browser signs people in by the device flow. */
const nativeGrants = [...webGrants, 'urn:ietf:params:oauth:grant-type:device_code'] as const;

/**
 * Credentials and applications together. The form of a client id tells everybody which of the two it would be: so each
 * look-up goes one way only, and within it an unknown client takes as long as a known one (A1).
 */
export function allClients(credentials: ClientStore, applications: ClientStore): ClientStore {
  return {
    find: (clientId) => (isApplicationId(clientId) ? applications : credentials).find(clientId),
    // The same work in both.
    verifyDecoy: (secret) => credentials.verifyDecoy(secret),
  };
}

/** The application with an id, or for an unknown id some other one: both are looked for, and one row comes (A1). */
function findOrDecoy(db: Store, clientId: string) {
  const id = sql<string>`(
    select coalesce(max(client_id) filter (where client_id = ${clientId}), min(client_id)) from (
      select client_id from application where client_id = ${clientId}
      union all
      select min(client_id) from application
    ) as candidate
  )`;
  return db.selectFrom('application').selectAll().where('client_id', '=', id).executeTakeFirst();
}
