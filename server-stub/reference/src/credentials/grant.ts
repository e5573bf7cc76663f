import { forbidden, insufficientScope, resourceNotAllowed, unprocessable } from '../problems.ts';
import { tokenRole } from '../users/roles.ts';
import { custom, scopesOf } from './permission-sets.ts';
import type { CredentialRow } from './repository.ts';
import type { Environment } from './secret.ts';
import { mayReach, type Caller, type Standing } from './standing.ts';

/** What somebody wants a credential to be able to do. */
export interface Wish {
  permission_set: string;
  scopes?: string[];
  resources?: string[];
  environment: Environment;
  expires_at?: string | null;
}

export interface Grant {
  scopes: string[];
  resources: string[];
  expiresAt: Date | null;
}

/** Who may create credentials: everybody for himself, or administrators only. */
export type CredentialPolicy = 'owners' | 'administrators';

/** Who wishes: the presented token, and what stands behind it now. */
export interface Granter {
  caller: Caller & { scopes: ReadonlySet<string> };
  standing: Standing;
}

/**
 * What a credential gets: what was wished for, or a refusal. In no dimension (scopes, resources, environment, end) can
 * it do more than the token it is created with and the person it belongs to: a leaked, restricted token must not
 * be a way to an unrestricted one (P2).
 *
 * @throws ProblemError 403 when the wish is above the caller, 422 when it makes no sense
 */
export function grant(wish: Wish, { caller, standing }: Granter, allScopes: ReadonlySet<string>): Grant {
  const scopes = wantedScopes(wish, allScopes);
  const lacking = scopes.filter((scope) => !caller.scopes.has(scope) || !standing.scopes.has(scope));
  if (lacking.length > 0) {
    throw insufficientScope(
      `A credential can do no more than the token it is created with and the roles of its owner. Missing: ${lacking.join(', ')}.`,
      lacking,
    );
  }
  if (standing.credential !== undefined && wish.environment === 'live' && standing.environment === 'test') {
    throw forbidden('A credential for the sandbox cannot create one for the real data.');
  }
  return { scopes, resources: wantedResources(wish, { caller, standing }), expiresAt: wantedEnd(wish, standing) };
}

/** @throws ProblemError 403 when only administrators may create credentials, and the caller is none */
export function checkPolicy(policy: CredentialPolicy, { owner }: Standing): void {
  if (policy === 'administrators' && (owner === undefined || tokenRole(owner.roles) !== 'administrateur')) {
    throw forbidden('On this platform administrators create the credentials. Ask one of them.');
  }
}

/**
 * A program ends itself and what can do no more than it can: a leaked, restricted token must not be a way to stop
 * everything else of its owner (P2). People and administrators end what they see.
 *
 * @throws ProblemError 403
 */
export function checkNotAbove(target: CredentialRow, { caller, standing }: Granter): void {
  const { credential } = standing;
  if (credential === undefined || caller.scopes.has('credentials.admin') || target.client_id === credential.client_id) {
    return;
  }
  const wider = target.scopes.filter((scope) => !caller.scopes.has(scope));
  const within = (ceiling: readonly string[]) =>
    ceiling.length === 0 || (target.resources.length > 0 && target.resources.every((name) => ceiling.includes(name)));
  if (wider.length > 0 || !within(caller.resources) || !within(credential.resources)) {
    throw forbidden('This credential can do more than the one you call with. Use a token of its owner.');
  }
}

function wantedScopes({ permission_set, scopes }: Wish, allScopes: ReadonlySet<string>): string[] {
  if (permission_set !== custom) {
    if (scopes === undefined) return [...scopesOf(permission_set)];
    throw unprocessable([{ pointer: '#/scopes', detail: `only goes with the permission set ${custom}: leave it out` }]);
  }
  if (scopes === undefined) {
    throw unprocessable([{ pointer: '#/scopes', detail: `is required with the permission set ${custom}` }]);
  }
  const unknown = scopes.flatMap((scope, index) =>
    allScopes.has(scope) ? [] : [{ pointer: `#/scopes/${index}`, detail: 'no scope has this name' }],
  );
  if (unknown.length > 0) throw unprocessable(unknown);
  return scopes;
}

function wantedResources({ resources = [] }: Wish, { caller, standing }: Granter): string[] {
  const ceilings = [caller.resources, standing.credential?.resources ?? []].filter((ceiling) => ceiling.length > 0);
  // No resources means no limit: a limited token passes its own limit on.
  if (resources.length === 0) {
    const [first = [], ...others] = ceilings;
    const common = first.filter((name) => others.every((ceiling) => ceiling.includes(name)));
    // Two limits with nothing in common leave nothing, which is the opposite of no limit.
    if (ceilings.length > 0 && common.length === 0) throw resourceNotAllowed(first);
    return common;
  }
  const refused = resources.filter((name) => {
    const id = /^collectivite:(\d{1,9})$/u.exec(name)?.[1];
    return id === undefined || !mayReach(standing, caller, 'collectivites.read', Number(id));
  });
  if (refused.length > 0) throw resourceNotAllowed(refused);
  return resources;
}

function wantedEnd({ expires_at = null }: Wish, { credential }: Standing): Date | null {
  const ceiling = credential?.expires_at ?? null;
  if (expires_at === null) return ceiling;
  const end = new Date(expires_at);
  if (!(end.getTime() > Date.now()))
    throw unprocessable([{ pointer: '#/expires_at', detail: 'must be in the future' }]);
  if (ceiling !== null && end > ceiling) {
    throw forbidden(
      `The credential cannot outlive the one it is created with, which ends at ${ceiling.toISOString()}.`,
    );
  }
  return end;
}
