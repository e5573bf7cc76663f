import type { MetadonneeTable, SourceTable } from '../store/schema.ts';
import { ownSource } from '../territories/sources.ts';

export const sources: readonly SourceTable[] = [
  { id: ownSource, libelle: 'Données de la collectivité' },
  { id: 'citepa', libelle: 'CITEPA' },
  { id: 'insee', libelle: 'INSEE' },
  { id: 'orcae', libelle: 'ORCAE' },
  { id: 'sinoe', libelle: 'SINOE Déchets (ADEME)' },
];

export const metadonnees: readonly MetadonneeTable[] = [
  metadonnee(3, 'insee', '2024-12-19', 'Mobilités et recensement', 'INSEE', 'Millésime N-3.'),
  metadonnee(5, 'orcae', '2024-10-15', 'Profils territoriaux énergie-climat', 'ORCAE', null),
  metadonnee(
    7,
    'citepa',
    '2024-06-30',
    'Inventaire territorial',
    'CITEPA',
    'Estimation à partir de données régionales.',
  ),
  metadonnee(9, 'sinoe', '2024-11-04', 'Enquête collecte', 'ADEME', 'Enquête menée une année sur deux.'),
];

/** The publication that knows an indicator, by the beginning of its identifier. */
export function publicationOf(identifiant: string | null): MetadonneeTable | undefined {
  const family = Object.entries({ cae_1: 7, cae_2: 7, cae_3: 5, cae_4: 3, eci_: 9 }).find(([start]) =>
    identifiant?.startsWith(start),
  );
  return metadonnees.find(({ id }) => id === family?.[1]);
}

function metadonnee(
  id: number,
  source_id: string,
  date_version: string,
  nom_donnees: string,
  producteur: string,
  limites: string | null,
): MetadonneeTable {
  return { id, source_id, date_version, nom_donnees, producteur, limites };
}
