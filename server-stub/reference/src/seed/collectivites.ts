import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { CollectiviteTable } from '../store/schema.ts';
import { foldName } from '../territories/fold-name.ts';

interface Epci {
  code: string;
  nom: string;
  type: string;
  populationMunicipale: number;
}

interface Commune {
  code: string;
  nom: string;
  type: string;
  siren?: string;
  population?: number;
}

interface Zone {
  code: string;
  nom: string;
  zone: 'metro' | 'drom' | 'com';
}

// Identifiers are stable for the pinned version of the data: each kind in the order of its official code, from its
// own start. Three EPCI have the identifiers that the examples of the contract show.
const firstId = { region: 1, departement: 101, epci: 3812, commune: 10_001 } as const;
const shownInExamples = new Map([
  ['200046977', 3812],
  ['244400404', 3829],
  ['243900354', 5066],
]);

/** All regions, departements, EPCI and communes of France, with their real codes and populations (INSEE, DGCL). */
export async function frenchCollectivites(): Promise<CollectiviteTable[]> {
  const [regions, departements, epci, communes] = await Promise.all([
    read<Zone>('regions'),
    read<Zone>('departements'),
    read<Epci>('epci'),
    read<Commune>('communes'),
  ]);
  const ownTerritory = ({ zone }: Zone) => zone !== 'com';
  return [
    ...numbered(regions.filter(ownTerritory), firstId.region).map(([id, { nom }]) => row({ id, nom, type: 'region' })),
    ...numbered(departements.filter(ownTerritory), firstId.departement).map(([id, { nom }]) =>
      row({ id, nom, type: 'departement' }),
    ),
    ...numbered(epci, firstId.epci, shownInExamples).map(([id, { nom, code, type, populationMunicipale }]) =>
      row({
        id,
        nom,
        type: 'epci',
        siren: code,
        nature_insee: type,
        population: populationMunicipale,
        // A contrat d'objectif territorial runs in about one EPCI out of seven; in the metropolises always.
        active_cot: shownAsActive(code, type),
      }),
    ),
    ...numbered(
      communes.filter(({ type }) => type === 'commune-actuelle'),
      firstId.commune,
    ).map(([id, { nom, code, siren, population }]) =>
      row({ id, nom, type: 'commune', siren, commune_code: code, population }),
    ),
  ];
}

function row(
  known: Pick<CollectiviteTable, 'id' | 'nom' | 'type'> & {
    [Key in keyof CollectiviteTable]?: CollectiviteTable[Key] | undefined;
  },
): CollectiviteTable {
  return {
    id: known.id,
    nom: known.nom,
    nom_recherche: foldName(known.nom),
    siren: known.siren ?? null,
    commune_code: known.commune_code ?? null,
    nature_insee: known.nature_insee ?? null,
    type: known.type,
    active_cot: known.active_cot ?? false,
    population: known.population ?? null,
  };
}

function numbered<T extends { code: string }>(
  items: T[],
  first: number,
  fixed = new Map<string, number>(),
): [number, T][] {
  const taken = new Set(fixed.values());
  let next = first;
  return items
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((item) => {
      const known = fixed.get(item.code);
      if (known !== undefined) return [known, item];
      while (taken.has(next)) next += 1;
      return [next++, item];
    });
}

const shownAsActive = (siren: string, nature: string) =>
  nature === 'METRO' || nature === 'MET69' || (siren !== '243900354' && Number(siren.slice(3)) % 7 === 0);

async function read<T>(name: string): Promise<T[]> {
  // The package's own entry reads its files relative to the working directory: read them where they are.
  const path = createRequire(import.meta.url).resolve(`@etalab/decoupage-administratif/data/${name}.json`);
  return JSON.parse(await readFile(path, 'utf8')) as T[];
}
