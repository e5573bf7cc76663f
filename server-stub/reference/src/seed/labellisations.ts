import type { CollectiviteTable, LabellisationTable } from '../store/schema.ts';
import { randomFor } from './random.ts';

const referentiels = ['cae', 'eci', 'te'] as const;
/** Share of the EPCI that ever engaged in a referentiel, and the year of the first labels. */
const engagement = { cae: [0.3, 2010], eci: [0.17, 2018], te: [0.05, 2023] } as const;

/** Labellisations of EPCI and large communes: renewed about every four years, with stars that mostly rise. */
export function inventLabellisations(collectivites: readonly CollectiviteTable[]): LabellisationTable[] {
  let id = 1;
  const rows: LabellisationTable[] = [];
  for (const collectivite of collectivites) {
    for (const referentiel of referentiels) {
      const [share, start] = engagement[referentiel];
      const random = randomFor('labellisation', collectivite.siren ?? collectivite.id, referentiel);
      // Metropolises are in it from the start.
      const always = referentiel === 'cae' && (collectivite.nature_insee?.startsWith('MET') ?? false);
      if (!always && !random.chance(share)) continue;
      let etoiles = random.integer(1, 3);
      const lapsed = random.chance(0.12);
      const first = rows.length;
      for (let annee = start + random.integer(0, 3); annee <= 2025; annee += random.integer(3, 5)) {
        rows.push({
          id: id++,
          collectivite_id: collectivite.id,
          referentiel,
          obtenue_le: `${annee}-${String(random.integer(1, 12)).padStart(2, '0')}-${String(random.integer(1, 28)).padStart(2, '0')}`,
          annee,
          etoiles,
          // Scores were not recorded in the first years.
          score_realise: annee < 2014 ? null : percent(18 + etoiles * 13 + 6 * random.spread()),
          score_programme: annee < 2014 || random.chance(0.05) ? null : percent(24 - etoiles * 3 + 6 * random.spread()),
          en_vigueur: false,
        });
        etoiles = Math.min(5, etoiles + (random.chance(0.55) ? 1 : 0));
      }
      const last = rows.at(-1);
      if (last !== undefined && rows.length > first && !lapsed && last.annee >= 2021) last.en_vigueur = true;
    }
  }
  return rows;
}

const percent = (value: number) => Number(Math.min(100, Math.max(0, value)).toFixed(1));
