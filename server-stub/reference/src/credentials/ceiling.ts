import { forbidden, insufficientScope, resourceNotAllowed } from '../problems.ts';
import type { Account } from '../users/accounts.ts';
import { permitsOn, permittedScopes } from '../users/roles.ts';
import type { CredentialRow } from './repository.ts';
import type { Caller, Standing } from './standing.ts';

/** Who acts on a credential: the presented token, and what stands behind it now. */
export interface Granter {
  caller: Caller;
  standing: Standing;
}

/**
 * Whoever gets a secret of a credential, or changes the credential, can then do what it can: so it must be able to do
 * no more than the token used for this, in scopes, resources and end (P2). This holds for administrators too, and for a
 * token that was narrowed when it was requested: the token counts, not the credential it is from.
 *
 * @throws ProblemError 403
 */
export function checkNotAbove(target: CredentialRow, { caller, standing }: Granter): void {
  const { credential } = standing;
  const own = credential === undefined ? target.owner_id === caller.subject : target.client_id === credential.client_id;
  // All that its owner may do: then nothing of the owner's is above it, even what the roles do not permit any more.
  const whole = own && [...standing.scopes].every((scope) => caller.scopes.has(scope));
  const wider = whole ? [] : target.scopes.filter((scope) => !caller.scopes.has(scope) || !standing.scopes.has(scope));
  const ceiling = credential?.expires_at ?? null;
  const longer = ceiling !== null && (target.expires_at === null || target.expires_at > ceiling);
  if (wider.length > 0 || longer || !withinResources(target, { caller, standing })) {
    throw forbidden(
      'This credential can do more than the token you call with. Use a token of its owner with all scopes.',
    );
  }
}

/**
 * A program may end itself and whatever can do no more than it can: a leaked, restricted token must not be a way to
 * stop everything else of its owner (P2). People and administrators may end what they see.
 *
 * @throws ProblemError 403
 */
export function checkMayEnd(target: CredentialRow, granter: Granter): void {
  const { caller, standing } = granter;
  const { credential } = standing;
  if (credential === undefined || caller.scopes.has('credentials.admin') || target.client_id === credential.client_id) {
    return;
  }
  const wider = target.scopes.filter((scope) => !caller.scopes.has(scope));
  if (wider.length > 0 || !withinResources(target, granter)) {
    throw forbidden('This credential can do more than the one you call with. Use a token of its owner.');
  }
}

/**
 * What a credential may do is bounded by its owner's roles, whoever grants it.
 *
 * @throws ProblemError 403
 */
export function checkOwnerMay(owner: Account, { scopes, resources }: { scopes: string[]; resources: string[] }): void {
  const permitted = permittedScopes(owner.roles);
  const lacking = scopes.filter((scope) => !permitted.has(scope));
  if (lacking.length > 0) {
    throw insufficientScope(
      `A credential can do no more than the roles of its owner permit. Missing: ${lacking.join(', ')}.`,
      lacking,
    );
  }
  const refused = resources.filter((name) => {
    const id = collectiviteOf(name);
    return id === undefined || !permitsOn(owner.roles, 'collectivites.read', id);
  });
  if (refused.length > 0) throw resourceNotAllowed(refused);
}

/**
 * What somebody gives to a credential ends with the credential it is done with.
 *
 * @param end - null for never
 * @throws ProblemError 403
 */
export function checkEnd(end: Date | null, { credential }: Standing): void {
  const ceiling = credential?.expires_at ?? null;
  if (ceiling !== null && (end === null || end > ceiling)) {
    throw forbidden(`The credential cannot outlive the one you call with, which ends at ${ceiling.toISOString()}.`);
  }
}

/** The collectivite that a resource names, undefined when it names none. */
export function collectiviteOf(resource: string): number | undefined {
  const id = /^collectivite:(\d{1,9})$/u.exec(resource)?.[1];
  return id === undefined ? undefined : Number(id);
}

function withinResources({ resources }: Pick<CredentialRow, 'resources'>, { caller, standing }: Granter): boolean {
  const within = (ceiling: readonly string[]) =>
    ceiling.length === 0 || (resources.length > 0 && resources.every((name) => ceiling.includes(name)));
  return within(caller.resources) && within(standing.credential?.resources ?? []);
}
