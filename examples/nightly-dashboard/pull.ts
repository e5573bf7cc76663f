import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@guichet/sdk';

/** A line of the CSV. */
export interface Row {
  indicateur: string;
  titre: string;
  unite: string;
  source: string;
  dateValeur: string;
  resultat: number | null;
  objectif: number | null;
  commentaire: string | null;
  modifiedAt: string;
}

/** What is known after a run. */
export interface State {
  collectiviteId: number;
  /** Ask for what changed since then (ISO 8601); undefined asks for everything. */
  since: string | undefined;
  /** By the value's id. */
  rows: Record<string, Row>;
}

/** The contract's limit of ids in one request. */
const idsPerRequest = 50;

/** Changes that were being written while the last run read are asked for again: five minutes of overlap. */
const overlapMs = 5 * 60_000;

/** Asks for all that changed since the last run, and returns the state after it. */
export async function pullChanges(client: Client, state: State): Promise<State & { changed: number; removed: number }> {
  const rows = { ...state.rows };
  let [changed, removed, latest] = [0, 0, state.since ? Date.parse(state.since) + overlapMs : 0];

  const definitions = await Array.fromAsync(client.indicateurs.definitions.list({ limit: 100 }));
  for (let start = 0; start < definitions.length; start += idsPerRequest) {
    const indicateurs = client.indicateurs.valeurs.list({
      collectiviteId: state.collectiviteId,
      indicateurIds: definitions.slice(start, start + idsPerRequest).map((definition) => definition.id),
      modifieDepuis: state.since,
      limit: 100,
    });
    for await (const { definition, sources } of indicateurs) {
      for (const { source, valeurs } of Object.values(sources)) {
        for (const valeur of valeurs) {
          latest = Math.max(latest, Date.parse(valeur.supprimeLe ?? valeur.modifiedAt));
          if (valeur.supprimeLe !== null) {
            if (delete rows[valeur.id] && valeur.id in state.rows) removed += 1;
            continue;
          }
          const row: Row = {
            indicateur: definition.identifiantReferentiel ?? String(definition.id),
            titre: definition.titre,
            unite: definition.unite,
            source,
            dateValeur: valeur.dateValeur,
            resultat: valeur.resultat,
            objectif: valeur.objectif,
            commentaire: valeur.resultatCommentaire,
            modifiedAt: valeur.modifiedAt,
          };
          if (!isDeepStrictEqual(rows[valeur.id], row)) changed += 1;
          rows[valeur.id] = row;
        }
      }
    }
  }
  return {
    collectiviteId: state.collectiviteId,
    since: latest > 0 ? new Date(latest - overlapMs).toISOString() : undefined,
    rows,
    changed,
    removed,
  };
}
