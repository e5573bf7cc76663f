import { scopesOfRoles } from '../generated/access.gen.ts';

/** What a person may do for one collectivite. */
export type CollectiviteRole = 'lecture' | 'edition' | 'admin';
/** What a person is on the whole platform. Everybody is at least `utilisateur`. */
export type PlatformRole = 'utilisateur' | 'administrateur' | 'support';

const everybody = scopesOfRoles.utilisateur;

/** The scopes a role permits: the most that a token of its holder can do. */
const permitted: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(scopesOfRoles satisfies Record<CollectiviteRole | PlatformRole, readonly string[]>).map(
    ([role, scopes]) => [role, [...everybody, ...scopes]],
  ),
);

export interface HeldRole {
  role: string;
  /** `null`: on the whole platform. */
  collectiviteId: number | null;
}

/** Scopes that some roles permit together. A role this version does not know permits nothing. */
export function permittedScopes(roles: readonly HeldRole[]): ReadonlySet<string> {
  return new Set([...everybody, ...roles.flatMap(({ role }) => permitted.get(role) ?? [])]);
}

/** Whether some roles permit a scope on one collectivite. */
export function permitsOn(roles: readonly HeldRole[], scope: string, collectiviteId: number): boolean {
  return roles.some(
    (held) =>
      (held.collectiviteId === null || held.collectiviteId === collectiviteId) &&
      (permitted.get(held.role) ?? []).includes(scope),
  );
}

/** Roles on the whole platform, `utilisateur` first. */
export function platformRoles(roles: readonly HeldRole[]): string[] {
  return ['utilisateur', ...roles.filter(({ collectiviteId }) => collectiviteId === null).map(({ role }) => role)];
}

/** The one role a token names: the strongest on the platform. */
export function tokenRole(roles: readonly HeldRole[]): PlatformRole {
  const held = platformRoles(roles);
  if (held.includes('administrateur')) return 'administrateur';
  return held.includes('support') ? 'support' : 'utilisateur';
}
