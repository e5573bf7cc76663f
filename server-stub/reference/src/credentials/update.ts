import type { Updateable } from 'kysely';
import type { CredentialTable, Store, StoreTransaction } from '../store/schema.ts';
import { nextSecond } from '../issue-times.ts';
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
export async function updateCredential(
  db: Store,
  target: Target,
  decide: (credential: CredentialRow, transaction: StoreTransaction) => Promise<CredentialChange>,
  actor: Actor,
): Promise<PresentedCredential> {
  const updated = await db.transaction().execute(async (transaction) => {
    const before = await lockCredential(transaction, target);
    checkNotRevoked(before);
    const change = await decide(before, transaction);
    // Whoever administers credentials reaches everybody's.
    const administers = target.reach.ownerId === undefined;
    if (change.status === 'active' && !administers) checkMayResume(before, actor);
    const columns = columnsOf(change, before, actor, administers);
    const after = { ...before, ...columns };
    if (Object.keys(columns).length === 0) return { credential: before, endedTokens: false };

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
    // The reason for changing how it authenticates may be that somebody else could.
    const endedTokens = authenticationColumns.some((name) => name in columns);
    if (endedTokens) await endTokens(transaction, before.client_id);
    // A secret that no longer works must not work again when the method changes back.
    if (after.token_endpoint_auth_method !== 'client_secret_basic') {
      await endSecrets(transaction, before.client_id, actor);
    }
    return { credential: after, endedTokens };
  });
  if (updated.endedTokens) await nextSecond();
  return presentCredential(updated.credential);
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
    // When an administrator suspends what its owner had suspended, it becomes the administrator's suspension.
    ...(status === 'suspended' && (!suspended || administers) ? { suspended_by: actor.id } : {}),
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([column, value]) => JSON.stringify(value) !== JSON.stringify(before[column as keyof CredentialRow]),
    ),
  ) as Partial<CredentialRow>;
}
