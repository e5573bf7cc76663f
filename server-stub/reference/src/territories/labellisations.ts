import type { Selectable } from 'kysely';
import { paged, type PageQuery } from '../store/pages.ts';
import type { LabellisationTable, Store } from '../store/schema.ts';
import { presentCollectivite } from './collectivites.ts';

export interface LabellisationFilter {
  referentiel?: string | undefined;
  /** Stars that a labellisation in force must have at least. */
  etoilesMin?: number | undefined;
}

type Labellisation = ReturnType<typeof present>;

/** A page of collectivites that have or had a labellisation, each with all of them by referentiel. */
export async function listLabellisations(db: Store, { referentiel, etoilesMin }: LabellisationFilter, page: PageQuery) {
  const labelled = db
    .selectFrom('collectivite')
    .selectAll()
    .where((where) => {
      let labellisation = where
        .selectFrom('labellisation')
        .select('labellisation.id')
        .whereRef('labellisation.collectivite_id', '=', 'collectivite.id');
      if (referentiel !== undefined) labellisation = labellisation.where('referentiel', '=', referentiel);
      if (etoilesMin !== undefined)
        labellisation = labellisation.where('etoiles', '>=', etoilesMin).where('en_vigueur', '=', true);
      return where.exists(labellisation);
    });
  const { data: collectivites, ...position } = await paged(labelled, page, (ordered) =>
    ordered.orderBy('collectivite.id'),
  );
  const rows = await labellisationsOf(
    db,
    collectivites.map(({ id }) => id),
  );
  return {
    ...position,
    data: collectivites.map((collectivite) => ({
      collectivite: presentCollectivite(collectivite),
      labellisations: byReferentiel(rows.filter(({ collectivite_id }) => collectivite_id === collectivite.id)),
    })),
  };
}

async function labellisationsOf(db: Store, collectiviteIds: readonly number[]) {
  if (collectiviteIds.length === 0) return [];
  return db
    .selectFrom('labellisation')
    .selectAll()
    .where('collectivite_id', 'in', collectiviteIds)
    .orderBy('obtenue_le', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

function byReferentiel(rows: readonly Selectable<LabellisationTable>[]) {
  const groups: Record<string, { courante: Labellisation | null; historique: Labellisation[] }> = {};
  for (const row of rows) {
    const group = (groups[row.referentiel] ??= { courante: null, historique: [] });
    if (row.en_vigueur) group.courante = present(row);
    else group.historique.push(present(row));
  }
  return groups;
}

function present(row: Selectable<LabellisationTable>) {
  return {
    id: row.id,
    collectiviteId: row.collectivite_id,
    referentiel: row.referentiel,
    obtenueLe: row.obtenue_le,
    annee: row.annee,
    etoiles: row.etoiles,
    scoreRealise: row.score_realise,
    scoreProgramme: row.score_programme,
  };
}
