import type { Client } from '@guichet/sdk';

/** The latest result of an indicator, by source. */
export interface LatestResult {
  indicateur: string;
  source: string;
  annee: number;
  resultat: number;
  unite: string;
}

/** The contract's limit of ids in one request. */
const idsPerRequest = 50;

/** The latest result that a collectivite has from each source for each indicator. Years without a result do not count. */
export async function latestResults(client: Client, collectiviteId: number): Promise<LatestResult[]> {
  const latest = new Map<string, LatestResult>();
  // One that is added while pages are read can move another onto the next page: it then comes twice.
  const ids = new Set<number>();
  for await (const { id } of client.indicateurs.definitions.list({ limit: 100 })) ids.add(id);

  for (let start = 0; start < ids.size; start += idsPerRequest) {
    const indicateurIds = [...ids].slice(start, start + idsPerRequest);
    // All pages, one after the other. An indicator may continue on the next page.
    for await (const group of client.indicateurs.valeurs.list({ collectiviteId, indicateurIds, limit: 100 })) {
      const { id, titre, unite } = group.definition;
      for (const { source, libelle, valeurs } of Object.values(group.sources)) {
        for (const { dateValeur, resultat } of valeurs) {
          const annee = Number(dateValeur.slice(0, 4));
          const known = latest.get(`${id} ${source}`);
          if (resultat === null || (known && known.annee >= annee)) continue;
          latest.set(`${id} ${source}`, { indicateur: titre, source: libelle, annee, resultat, unite });
        }
      }
    }
  }
  return [...latest.values()];
}
