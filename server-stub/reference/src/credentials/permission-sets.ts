const read = [
  'collectivites.read',
  'collectivites.labellisations.read',
  'indicateurs.definitions.read',
  'indicateurs.valeurs.read',
  'utilisateur.read',
] as const;

export interface PermissionSet {
  name: string;
  title: string;
  description: string;
  scopes: string[];
}

/** What a credential can be created with. `custom` takes the scopes the caller lists. */
export const permissionSets: readonly PermissionSet[] = [
  {
    name: 'read_only',
    title: 'Read only',
    description: 'Read collectivites, labellisations, definitions and values.',
    scopes: [...read],
  },
  {
    name: 'indicateurs_write',
    title: 'Write values',
    description: 'Read, and create or change values of indicators.',
    scopes: [...read, 'indicateurs.valeurs.write'],
  },
  {
    name: 'full_access',
    title: 'Full access',
    description: 'All that the owner may do through this API.',
    scopes: [...read, 'indicateurs.valeurs.write', 'credentials.read', 'credentials.write'],
  },
  { name: 'custom', title: 'Custom', description: 'The scopes you list.', scopes: [] },
];

export const custom = 'custom';

export function scopesOf(permissionSet: string): readonly string[] {
  return permissionSets.find(({ name }) => name === permissionSet)?.scopes ?? [];
}
