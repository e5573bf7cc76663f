import type { Selectable } from 'kysely';
import { paged, type Page, type PageQuery } from '../store/pages.ts';
import type { CollectiviteTable, Store } from '../store/schema.ts';
import { foldName } from './fold-name.ts';

export interface CollectiviteFilter {
  /** Part of the name, in any case, with or without accents. */
  nom?: string | undefined;
  type?: string | undefined;
  siren?: string | undefined;
}

/** A page of collectivites in the order of their identifiers. */
export async function listCollectivites(db: Store, filter: CollectiviteFilter, page: PageQuery) {
  let query = db.selectFrom('collectivite').selectAll();
  // `strpos` instead of `like`: a `%` that somebody looks for is a `%`.
  if (filter.nom !== undefined) {
    query = query.where((where) =>
      where(where.fn('strpos', ['nom_recherche', where.val(foldName(filter.nom ?? ''))]), '>', 0),
    );
  }
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  if (filter.siren !== undefined) query = query.where('siren', '=', filter.siren);
  const found: Page<Selectable<CollectiviteTable>> = await paged(query, page, (ordered) => ordered.orderBy('id'));
  return { ...found, data: found.data.map(presentCollectivite) };
}

export async function findCollectivite(db: Store, id: number) {
  const row = await db.selectFrom('collectivite').selectAll().where('id', '=', id).executeTakeFirst();
  return row && presentCollectivite(row);
}

/** A collectivite as the contract shows it. */
export function presentCollectivite(row: Selectable<CollectiviteTable>) {
  return {
    id: row.id,
    nom: row.nom,
    siren: row.siren,
    communeCode: row.commune_code,
    natureInsee: row.nature_insee,
    type: row.type,
    activeCOT: row.active_cot,
  };
}
