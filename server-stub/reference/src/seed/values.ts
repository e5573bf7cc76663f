import type { CollectiviteTable, ValeurTable } from '../store/schema.ts';
import { catalogue, type CatalogueEntry } from './catalogue.ts';
import { randomFor, type Random } from './random.ts';
import { ownSource } from '../territories/sources.ts';
import { publicationOf } from './sources.ts';

export type SeededValue = { [Key in keyof ValeurTable]: unknown } & { id: number };

const firstYear = 2016;
const lastYear = 2024;

/** Who entered the values of a collectivite. */
export type Author = (collectiviteId: number) => string;

/**
 * Values of some collectivites, as they are found in life: years missing, nulls, targets without a measure, values
 * that were removed again, a second source that disagrees a little.
 */
export function inventValues(
  collectivites: readonly CollectiviteTable[],
  environment: 'live' | 'test',
  author: Author,
  firstId: number,
): SeededValue[] {
  let id = firstId;
  const rows: SeededValue[] = [];
  for (const collectivite of collectivites) {
    for (const entry of catalogue) {
      for (const value of valuesOf(collectivite, entry, environment, author)) rows.push({ ...value, id: id++ });
    }
  }
  return rows;
}

function* valuesOf(
  collectivite: CollectiviteTable,
  entry: CatalogueEntry,
  environment: 'live' | 'test',
  author: Author,
): Generator<Omit<SeededValue, 'id'>> {
  const random = randomFor(environment, collectivite.siren ?? collectivite.id, entry.id);
  // The first indicators are followed by everybody; of the others each collectivite follows about two thirds.
  if (entry.id > 2 && entry.id !== 12 && random.chance(0.35)) return;
  const scale = entry.perInhabitant ? (collectivite.population ?? 0) : 1;
  const level = entry.usual * scale * (1 + 0.35 * random.spread());
  const target = (year: number) => level * (1 + entry.trend * 1.6) ** (year - firstYear);
  const measure = (year: number) => level * (1 + entry.trend) ** (year - firstYear) * (1 + 0.04 * random.spread());
  const common = { environment, collectivite_id: collectivite.id, indicateur_id: entry.id };
  const publication = publicationOf(entry.identifiant);

  for (let year = firstYear; year <= lastYear; year += 1) {
    const date_valeur = `${year}-01-01`;
    if (!random.chance(0.15)) {
      const removed = random.chance(0.01);
      const measured = !removed && year < lastYear && !random.chance(0.06);
      const aimed = !removed && random.chance(0.4);
      const created_at = instant(random, year + 1);
      const changed_at = removed || random.chance(0.2) ? instant(random, year + 2) : created_at;
      // The last years meet the end of the calendar: nothing changes before it is created.
      const modified_at = changed_at > created_at ? changed_at : created_at;
      const person = author(collectivite.id);
      yield {
        ...common,
        date_valeur,
        source_id: ownSource,
        metadonnee_id: null,
        resultat: measured ? round(measure(year), entry) : null,
        resultat_commentaire: measured && random.chance(0.08) ? 'Bilan annuel' : null,
        objectif: aimed ? round(target(year), entry) : null,
        objectif_commentaire: aimed && random.chance(0.05) ? 'Trajectoire du PCAET' : null,
        estimation: null,
        calcul_auto: false,
        created_at,
        created_by: person,
        created_by_client_id: null,
        modified_at,
        modified_by: person,
        modified_by_client_id: null,
        supprime_le: removed ? modified_at : null,
      };
    }
    // A publication comes late, and skips years.
    if (publication === undefined || year > lastYear - 2 || random.chance(0.2)) continue;
    const estimated = random.chance(0.1);
    const published = `${publication.date_version}T02:00:00.000Z`;
    const amount = round(measure(year) * (1 + 0.03 * random.spread()), entry);
    yield {
      ...common,
      date_valeur,
      source_id: publication.source_id,
      metadonnee_id: publication.id,
      resultat: estimated ? null : amount,
      resultat_commentaire: null,
      objectif: null,
      objectif_commentaire: null,
      estimation: estimated ? amount : null,
      calcul_auto: entry.unite.includes('/hab'),
      created_at: published,
      created_by: null,
      created_by_client_id: null,
      modified_at: published,
      modified_by: null,
      modified_by_client_id: null,
      supprime_le: null,
    };
  }
}

/** Working hours of some day in the first half of a year, never in the future of the last publication. */
function instant(random: Random, year: number): string {
  const day = random.integer(8, 150);
  const minutes = random.integer(7 * 60, 17 * 60);
  return new Date(Date.UTC(Math.min(year, 2025), 0, day, 0, minutes, random.integer(0, 59))).toISOString();
}

function round(value: number, { precision, borneMin, borneMax }: CatalogueEntry): number {
  const bounded = Math.min(Math.max(value, borneMin ?? -Infinity), borneMax ?? Infinity);
  return Number(bounded.toFixed(precision));
}
