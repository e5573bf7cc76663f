import type { Updateable } from 'kysely';
import type { CredentialTable, Store, StoreTransaction } from '../store/schema.ts';
import { forbidden } from '../problems.ts';
import { recordEvent, type Actor } from '../audit/changes.ts';
import type { Authentication } from './authentication.ts';
import type { Permissions } from './grant.ts';
import {
  lockCredential,
  presentCredential,
  type CredentialRow,
  type PresentedCredential,
  type Target,
} from './repository.ts';
import { checkNotRevoked } from './revoke.ts';
import { endSecrets, endTokens } from './secrets.ts';

/** What changes; absent members stay as they are. */
export interface CredentialChange {
  name?: string;
  status?: 'active' | 'suspended';
  permissions?: Permissions | undefined;
  authentication?: Authentication;
}

/**
 * Changes a credential.
 *
 * @param decide - what changes, from what the credential is now. May refuse, by throwing
 * @throws ProblemError 404 when the caller sees no such credential, 409 when it is revoked, 403 when it is to be resumed
 *   and an administrator suspended it
 */
export function updateCredential(
  db: Store,
  target: Target,
  decide: (credential: CredentialRow, transaction: StoreTransaction) => Promise<CredentialChange>,
  actor: Actor,
): Promise<PresentedCredential> {
  return db.transaction().execute(async (transaction) => {
    const before = await lockCredential(transaction, target);
    checkNotRevoked(before);
    const change = await decide(before, transaction);
    // Who administers credentials reaches everybody's.
    const administers = target.reach.ownerId === undefined;
    if (change.status === 'active' && !administers) checkMayResume(before, actor);
    const columns = columnsOf(change, before, actor, administers);
    const after = { ...before, ...columns };
    if (Object.keys(columns).length === 0) return presentCredential(before);

    const { jwks, ...others } = columns;
    await transaction
      .updateTable('credential')
      .set({
        ...others,
        ...(jwks === undefined ? {} : { jwks: jwks && JSON.stringify(jwks) }),
      } as Updateable<CredentialTable>)
      .where('client_id', '=', before.client_id)
      .execute();
    const { suspended_at, suspended_by, ...settings } = columns;
    if (Object.keys(settings).length > 0) {
      await recordEvent(transaction, before.client_id, 'credential.updated', actor, settings);
    }
    if (suspended_at !== undefined || suspended_by !== undefined) {
      const type = after.suspended_at === null ? 'credential.resumed' : 'credential.suspended';
      await recordEvent(transaction, before.client_id, type, actor);
    }
    // Who changes how it authenticates may do so because somebody else could.
    if (authenticationColumns.some((name) => name in columns))
      await endTokens(transaction, before.client_id, new Date());
    // A secret that is no way in any more must not become one again when the method changes back.
    if (after.token_endpoint_auth_method !== 'client_secret_basic') {
      await endSecrets(transaction, before.client_id, actor);
    }
    return presentCredential(after);
  });
}

const authenticationColumns = ['token_endpoint_auth_method', 'jwks', 'tls_client_auth_subject_dn'];

/** What somebody else suspended stays so: that the owner is the one to be stopped may be the reason. */
function checkMayResume({ suspended_at, suspended_by }: CredentialRow, { id }: Actor): void {
  if (suspended_at === null || suspended_by === null || suspended_by === id) return;
  throw forbidden('An administrator suspended this credential. Ask an administrator of credentials to resume it.');
}

/** The columns that become other than they are. */
function columnsOf(
  { name, status, permissions, authentication }: CredentialChange,
  before: CredentialRow,
  actor: Actor,
  administers: boolean,
) {
  const suspended = before.suspended_at !== null;
  const wanted: Partial<CredentialRow> = {
    ...(name === undefined ? {} : { name }),
    ...(permissions === undefined
      ? {}
      : {
          permission_set: permissions.permissionSet,
          scopes: permissions.scopes,
          resources: permissions.resources,
        }),
    ...authentication,
    ...(status === 'active' ? { suspended_at: null, suspended_by: null } : {}),
    ...(status === 'suspended' && !suspended ? { suspended_at: new Date() } : {}),
    // An administrator who suspends what its owner had suspended makes it his own.
    ...(status === 'suspended' && (!suspended || administers) ? { suspended_by: actor.id } : {}),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([column, value]) => JSON.stringify(value) !== JSON.stringify(before[column as keyof CredentialRow]),
    ),
  ) as Partial<CredentialRow>;
}
