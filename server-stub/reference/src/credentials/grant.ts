import { forbidden, insufficientScope, resourceNotAllowed, unprocessable } from '../problems.ts';
import type { Account } from '../users/accounts.ts';
import { tokenRole } from '../users/roles.ts';
import { checkEnd, checkOwnerMay, collectiviteOf, type Granter } from './ceiling.ts';
import { custom, scopesOf } from './permission-sets.ts';
import type { CredentialRow } from './repository.ts';
import { mayReach, type Standing } from './standing.ts';

/** What somebody wants a credential to be able to do. */
export interface Wish {
  permission_set: string;
  scopes?: string[];
  resources?: string[];
  expires_at?: string | null;
}

/** What a credential may do. */
export interface Permissions {
  permissionSet: string;
  scopes: string[];
  resources: string[];
}

export interface Grant {
  scopes: string[];
  resources: string[];
  expiresAt: Date | null;
}

/** Who may create credentials: everybody for themselves, or administrators only. */
export type CredentialPolicy = 'owners' | 'administrators';

/**
 * What a credential gets: what was wished for, or a refusal. In no dimension (scopes, resources, end) can
 * it do more than the token it is created with and the person it belongs to: a leaked, restricted token must not
 * be a way to an unrestricted one (P2).
 *
 * @throws ProblemError 403 when the wish is above the caller, 422 when it makes no sense
 */
export function grant(wish: Wish, { caller, standing }: Granter, allScopes: ReadonlySet<string>): Grant {
  const scopes = wantedScopes(wish, { caller, standing }, allScopes);
  return { scopes, resources: wantedResources(wish, { caller, standing }), expiresAt: wantedEnd(wish, standing) };
}

/**
 * What the permissions of a credential become, undefined when none was to change. What changes is bounded as in
 * `grant` and, since somebody else may change it, by the roles of its owner.
 *
 * @throws ProblemError 403 when the wish is above the caller or the owner, 422 when it makes no sense
 */
export function regrant(
  { permission_set, scopes, resources }: Partial<Wish>,
  target: CredentialRow,
  owner: Account,
  granter: Granter,
  allScopes: ReadonlySet<string>,
): Permissions | undefined {
  if (permission_set === undefined && scopes === undefined && resources === undefined) return undefined;
  const permissionSet = permission_set ?? target.permission_set;
  const keepsScopes =
    scopes === undefined &&
    (permission_set === undefined || (permission_set === custom && target.permission_set === custom));
  const wanted = {
    permissionSet,
    scopes: keepsScopes
      ? target.scopes
      : wantedScopes(
          { permission_set: permissionSet, ...(scopes === undefined ? {} : { scopes }) },
          granter,
          allScopes,
        ),
    resources: resources === undefined ? target.resources : wantedResources({ resources }, granter),
  };
  checkOwnerMay(owner, {
    scopes: keepsScopes ? [] : wanted.scopes,
    resources: resources === undefined ? [] : wanted.resources,
  });
  return wanted;
}

/**
 * Where only administrators create credentials, they also decide what a credential may do and how long it lasts. Owners
 * go on renaming, pausing, rotating, revoking and deleting theirs.
 *
 * @throws ProblemError 403 when only administrators may do this, and the caller is none
 */
export function checkPolicy(policy: CredentialPolicy, { owner }: Standing): void {
  if (policy === 'administrators' && (owner === undefined || tokenRole(owner.roles) !== 'administrateur')) {
    throw forbidden('On this platform administrators create credentials and decide what they may do. Ask one of them.');
  }
}

function wantedScopes(wish: ScopeWish, { caller, standing }: Granter, allScopes: ReadonlySet<string>): string[] {
  const scopes = namedScopes(wish, allScopes);
  const lacking = scopes.filter((scope) => !caller.scopes.has(scope) || !standing.scopes.has(scope));
  if (lacking.length > 0) {
    throw insufficientScope(
      `A credential can do no more than the token you call with and the roles of its owner. Missing: ${lacking.join(', ')}.`,
      lacking,
    );
  }
  return scopes;
}

function namedScopes({ permission_set, scopes }: ScopeWish, allScopes: ReadonlySet<string>): string[] {
  if (permission_set !== custom) {
    if (scopes === undefined) return [...scopesOf(permission_set)];
    throw unprocessable([
      { pointer: '#/scopes', detail: `is allowed only with the permission set ${custom}: remove it` },
    ]);
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

type ScopeWish = Pick<Wish, 'permission_set' | 'scopes'>;

function wantedResources({ resources = [] }: Pick<Wish, 'resources'>, { caller, standing }: Granter): string[] {
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
    const id = collectiviteOf(name);
    return id === undefined || !mayReach(standing, caller, 'collectivites.read', id);
  });
  if (refused.length > 0) throw resourceNotAllowed(refused);
  return resources;
}

function wantedEnd({ expires_at = null }: Wish, standing: Standing): Date | null {
  if (expires_at === null) return standing.credential?.expires_at ?? null;
  const end = new Date(expires_at);
  if (!(end.getTime() > Date.now()))
    throw unprocessable([{ pointer: '#/expires_at', detail: 'must be in the future' }]);
  checkEnd(end, standing);
  return end;
}
