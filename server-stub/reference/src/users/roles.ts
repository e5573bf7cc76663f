/** What a person may do for one collectivite. */
export type CollectiviteRole = 'lecture' | 'edition' | 'admin';
/** What a person is on the whole platform. Everybody is at least `utilisateur`. */
export type PlatformRole = 'utilisateur' | 'administrateur' | 'support';

const everybody = [
  'collectivites.read',
  'collectivites.labellisations.read',
  'indicateurs.definitions.read',
  'utilisateur.read',
  'credentials.read',
  'credentials.write',
  'audit.read',
] as const;

const readValues = 'indicateurs.valeurs.read';
const writeValues = 'indicateurs.valeurs.write';

/** The scopes a role permits: the most that a token of its holder can do. */
const permitted: Record<CollectiviteRole | PlatformRole, readonly string[]> = {
  utilisateur: everybody,
  lecture: [...everybody, readValues],
  edition: [...everybody, readValues, writeValues],
  admin: [...everybody, readValues, writeValues],
  support: [...everybody, readValues],
  administrateur: [
    ...everybody,
    readValues,
    writeValues,
    'credentials.admin',
    'tokens.introspect',
    'clients.manage',
    'api-keys.validate',
  ],
};

export interface HeldRole {
  role: string;
  /** `null`: on the whole platform. */
  collectiviteId: number | null;
}

/** Scopes that some roles permit together. A role this version does not know permits nothing. */
export function permittedScopes(roles: readonly HeldRole[]): ReadonlySet<string> {
  return new Set([...everybody, ...roles.flatMap(({ role }) => permitted[role as keyof typeof permitted] ?? [])]);
}

/** Whether some roles permit a scope on one collectivite. */
export function permitsOn(roles: readonly HeldRole[], scope: string, collectiviteId: number): boolean {
  return roles.some(
    (held) =>
      (held.collectiviteId === null || held.collectiviteId === collectiviteId) &&
      (permitted[held.role as keyof typeof permitted] ?? []).includes(scope),
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
