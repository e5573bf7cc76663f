import { paged, type PageQuery } from '../store/pages.ts';
import type { Store } from '../store/schema.ts';
import { definitionsById, presentDefinition } from './definitions.ts';
import { presentValeur, type ValeurRow } from './valeur.ts';

export interface ValeurFilter {
  environment: 'live' | 'test';
  collectiviteId: number;
  indicateurIds: readonly number[];
  sources?: readonly string[] | undefined;
  /** First and last day, `YYYY-MM-DD`. */
  dateDebut?: string | undefined;
  dateFin?: string | undefined;
  /** Only what changed at this instant or later, removals included. Without it removed values are left out. */
  modifieDepuis?: string | undefined;
}

/**
 * A page of values, grouped by indicator and source. The page cuts through the values, in an order that later writes
 * do not disturb: indicator, source, date, identifier.
 */
export async function listValeurs(db: Store, filter: ValeurFilter, page: PageQuery) {
  let query = db
    .selectFrom('indicateur_valeur')
    .selectAll()
    .where('environment', '=', filter.environment)
    .where('collectivite_id', '=', filter.collectiviteId)
    .where('indicateur_id', 'in', [...filter.indicateurIds]);
  if (filter.sources !== undefined) query = query.where('source_id', 'in', [...filter.sources]);
  if (filter.dateDebut !== undefined) query = query.where('date_valeur', '>=', filter.dateDebut);
  if (filter.dateFin !== undefined) query = query.where('date_valeur', '<=', filter.dateFin);
  query =
    filter.modifieDepuis === undefined
      ? query.where('supprime_le', 'is', null)
      : query.where('modified_at', '>=', new Date(filter.modifieDepuis));
  const { data, ...position } = await paged(query, page, (ordered) =>
    // The collation of the database must not decide the order of sources.
    ordered
      .orderBy('indicateur_id')
      .orderBy('source_id', (order) => order.collate('C'))
      .orderBy('date_valeur')
      .orderBy('id'),
  );
  return { ...position, indicateurs: await group(db, data) };
}

async function group(db: Store, rows: readonly ValeurRow[]) {
  // One after the other: in a transaction there is one connection.
  const definitions = await definitionsById(db, distinct(rows.map((row) => row.indicateur_id)));
  const sources = await labelsOf(db, distinct(rows.map((row) => row.source_id)));
  const metadonnees = await metadonneesOf(db, distinct(rows.flatMap((row) => row.metadonnee_id ?? [])));
  return [...definitions.values()]
    .toSorted((a, b) => a.id - b.id)
    .map((definition) => {
      const own = rows.filter((row) => row.indicateur_id === definition.id);
      const groups = distinct(own.map((row) => row.source_id)).map((source) => {
        const valeurs = own.filter((row) => row.source_id === source);
        const ids = new Set(valeurs.map((row) => row.metadonnee_id));
        return [
          source,
          {
            source,
            libelle: sources.get(source) ?? source,
            metadonnees: metadonnees.filter(({ id }) => ids.has(id)),
            valeurs: valeurs.map(presentValeur),
          },
        ] as const;
      });
      return { definition: presentDefinition(definition), sources: Object.fromEntries(groups) };
    });
}

async function labelsOf(db: Store, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string>();
  const rows = await db
    .selectFrom('indicateur_source')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, libelle }) => [id, libelle]));
}

async function metadonneesOf(db: Store, ids: readonly number[]) {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('indicateur_metadonnee')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    dateVersion: row.date_version,
    nomDonnees: row.nom_donnees,
    producteur: row.producteur,
    limites: row.limites,
  }));
}

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];
