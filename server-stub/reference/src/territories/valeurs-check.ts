import type { ProblemDetail } from '@guichet/front';
import type { Store } from '../store/schema.ts';
import { definitionsById } from './definitions.ts';
import { keyOf, type ValeurUpsert } from './valeur.ts';

/** What the contract's schema cannot say about a batch: everything named must exist, lie within bounds and be unique. */
export async function checkBatch(db: Store, items: readonly ValeurUpsert[]) {
  const metadonneeIds = items.flatMap(({ metadonneeId }) => metadonneeId ?? []);
  // One after the other: a transaction has one connection.
  const definitions = await definitionsById(db, distinct(items.map(({ indicateurId }) => indicateurId)));
  const collectivites = await db
    .selectFrom('collectivite')
    .select('id')
    .where('id', 'in', distinct(items.map(({ collectiviteId }) => collectiviteId)))
    .execute();
  const metadonnees =
    metadonneeIds.length === 0
      ? []
      : await db
          .selectFrom('indicateur_metadonnee')
          .select(['id', 'source_id'])
          .where('id', 'in', distinct(metadonneeIds))
          .execute();
  const knownCollectivites = new Set(collectivites.map(({ id }) => id));
  const sources = new Map(metadonnees.map(({ id, source_id }) => [id, source_id]));
  const seen = new Map<string, number>();

  const errors = items.flatMap((item, index): ProblemDetail[] => {
    const wrong: ProblemDetail[] = [];
    const blame = (field: string, detail: string) => wrong.push({ pointer: `#/valeurs/${index}${field}`, detail });
    const first = seen.get(keyOf(item));
    if (first === undefined) seen.set(keyOf(item), index);
    else blame('', `is the same value as #/valeurs/${first}: send each only once`);
    if (!knownCollectivites.has(item.collectiviteId)) blame('/collectiviteId', 'no collectivite has this id');
    // The calendar of the database begins in year 1.
    if (item.dateValeur.startsWith('0000')) blame('/dateValeur', 'must be in the year 1 or later');
    if (item.metadonneeId != null && !sources.has(item.metadonneeId))
      blame('/metadonneeId', 'no publication has this id');
    const definition = definitions.get(item.indicateurId);
    if (definition === undefined) {
      blame('/indicateurId', 'no indicator has this id');
      return wrong;
    }
    for (const field of ['resultat', 'objectif'] as const) {
      const value = item[field];
      if (value == null) continue;
      if (definition.borne_min !== null && value < definition.borne_min) {
        blame(`/${field}`, `must be at least ${definition.borne_min} ${definition.unite}`);
      }
      if (definition.borne_max !== null && value > definition.borne_max) {
        blame(`/${field}`, `must be at most ${definition.borne_max} ${definition.unite}`);
      }
    }
    return wrong;
  });
  return { errors, sourceOf: (metadonneeId: number): string => sources.get(metadonneeId) ?? '' };
}

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)];
