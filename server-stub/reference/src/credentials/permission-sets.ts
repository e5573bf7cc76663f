import { scopesOfSets } from '../generated/access.gen.ts';

export interface PermissionSet {
  name: string;
  title: string;
  description: string;
  scopes: string[];
}

export const custom = 'custom';

/** What people read of each. A set that the contract adds does not compile without. */
const texts: Record<keyof typeof scopesOfSets, { title: string; description: string }> = {
  read_only: {
    title: 'Read only',
    description: 'Read collectivites, labellisations, definitions and values.',
  },
  indicateurs_write: {
    title: 'Write values',
    description: 'Read, and create or change values of indicators.',
  },
  full_access: {
    title: 'Full access',
    description: 'Read, write values, and manage credentials. The history (`audit.read`) needs `custom`.',
  },
};

/** What a credential can be created with: the sets of the contract, and `custom`, which takes the scopes the caller lists. */
export const permissionSets: readonly PermissionSet[] = [
  ...Object.entries(texts).map(([name, text]) => ({
    name,
    ...text,
    scopes: [...scopesOfSets[name as keyof typeof scopesOfSets]],
  })),
  { name: custom, title: 'Custom', description: 'The scopes you list.', scopes: [] },
];

export function scopesOf(permissionSet: string): readonly string[] {
  return permissionSets.find(({ name }) => name === permissionSet)?.scopes ?? [];
}
