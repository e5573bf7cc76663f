import type { HeldRole } from '../users/roles.ts';

const lyon = 3812;
const nantes = 3829;

interface DemoUser {
  id: string;
  login: string;
  prenom: string;
  nom: string;
  email: string;
  roles: HeldRole[];
}

/** The people of the demonstration. `lea` owns the first credential a newcomer gets. */
export const demoUsers: readonly DemoUser[] = [
  {
    id: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
    login: 'lea',
    prenom: 'Léa',
    nom: 'Fontaine',
    email: 'lea.fontaine@lyon.example',
    roles: [{ role: 'edition', collectiviteId: lyon }],
  },
  {
    id: '5b0c3c51-6a53-4b1c-9a94-3a1f3e0f7d21',
    login: 'ana',
    prenom: 'Ana',
    nom: 'Le Goff',
    email: 'ana.legoff@nantes.example',
    roles: [
      { role: 'lecture', collectiviteId: nantes },
      { role: 'lecture', collectiviteId: lyon },
    ],
  },
  {
    id: '9d1e7a40-0c1f-4a0e-8f57-2f6a4be1c3d8',
    login: 'sam',
    prenom: 'Sam',
    nom: 'Benali',
    email: 'sam.benali@plateforme.example',
    roles: [{ role: 'administrateur', collectiviteId: null }],
  },
];

/** Who entered the values of a collectivite: its editor, if the demonstration has one, else the administrator. */
export function authorOf(collectiviteId: number): string {
  const editor = demoUsers.find(({ roles }) =>
    roles.some((held) => held.role === 'edition' && held.collectiviteId === collectiviteId),
  );
  return (editor ?? demoUsers.at(-1))?.id ?? '';
}

/** Collectivites the demonstration works with: they always have values, in the sandbox too. */
export const demoCollectivites: readonly number[] = [lyon, nantes];
