import type { Selectable } from 'kysely';
import type { ValeurTable } from '../store/schema.ts';

export type ValeurRow = Selectable<ValeurTable>;

/** A value to create or change: an absent field stays as it is, `null` empties it. */
export interface ValeurUpsert {
  collectiviteId: number;
  indicateurId: number;
  dateValeur: string;
  metadonneeId?: number | null;
  resultat?: number | null;
  resultatCommentaire?: string | null;
  objectif?: number | null;
  objectifCommentaire?: string | null;
}

/** Which value an item means, within an environment. */
export function keyOf(
  item: Pick<ValeurUpsert, 'collectiviteId' | 'indicateurId' | 'dateValeur' | 'metadonneeId'>,
): string {
  return [item.collectiviteId, item.indicateurId, item.dateValeur, item.metadonneeId ?? null].join(' ');
}

export const keyOfRow = (row: ValeurRow) =>
  keyOf({
    collectiviteId: row.collectivite_id,
    indicateurId: row.indicateur_id,
    dateValeur: row.date_valeur,
    metadonneeId: row.metadonnee_id,
  });

/** A value as the contract shows it. `null`, `0` and "removed" stay three different things. */
export function presentValeur(row: ValeurRow) {
  const exists = row.supprime_le === null;
  return {
    id: row.id,
    collectiviteId: row.collectivite_id,
    indicateurId: row.indicateur_id,
    dateValeur: row.date_valeur,
    metadonneeId: row.metadonnee_id,
    resultat: exists ? row.resultat : null,
    resultatCommentaire: row.resultat_commentaire,
    objectif: exists ? row.objectif : null,
    objectifCommentaire: row.objectif_commentaire,
    estimation: exists ? row.estimation : null,
    calculAuto: row.calcul_auto,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    createdByClientId: row.created_by_client_id,
    modifiedAt: row.modified_at.toISOString(),
    modifiedBy: row.modified_by,
    modifiedByClientId: row.modified_by_client_id,
    supprimeLe: row.supprime_le?.toISOString() ?? null,
  };
}
