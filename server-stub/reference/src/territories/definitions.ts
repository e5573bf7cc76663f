import type { Selectable } from 'kysely';
import { paged, type PageQuery } from '../store/pages.ts';
import type { DefinitionTable, Store } from '../store/schema.ts';

export interface DefinitionFilter {
  identifiantReferentiel?: string | undefined;
  referentiel?: string | undefined;
}

/** A page of definitions in the order of their identifiers. */
export async function listDefinitions(db: Store, filter: DefinitionFilter, page: PageQuery) {
  let query = db.selectFrom('indicateur_definition').selectAll();
  if (filter.identifiantReferentiel !== undefined) {
    query = query.where('identifiant_referentiel', '=', filter.identifiantReferentiel);
  }
  if (filter.referentiel !== undefined) {
    query = query.where((where) =>
      where(where.fn('starts_with', ['identifiant_referentiel', where.val(`${filter.referentiel}_`)]), '=', true),
    );
  }
  const found = await paged(query, page, (ordered) => ordered.orderBy('id'));
  return { ...found, data: found.data.map(presentDefinition) };
}

/** Some definitions by identifier. */
export async function definitionsById(db: Store, ids: readonly number[]) {
  if (ids.length === 0) return new Map<number, Selectable<DefinitionTable>>();
  const rows = await db
    .selectFrom('indicateur_definition')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** A definition as the contract shows it. */
export function presentDefinition(row: Selectable<DefinitionTable>) {
  return {
    id: row.id,
    identifiantReferentiel: row.identifiant_referentiel,
    titre: row.titre,
    unite: row.unite,
    description: row.description,
    precision: row.precision,
    borneMin: row.borne_min,
    borneMax: row.borne_max,
  };
}
