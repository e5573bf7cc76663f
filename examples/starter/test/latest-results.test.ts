import { type Valeur, createClient } from '@guichet/sdk';
import { handlers, presets } from '@guichet/sdk/testing';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { latestResults } from '../src/latest-results.ts';

// Answers every operation with the contract's example; nothing leaves the process.
const server = setupServer(...handlers());
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = createClient({ baseUrl: 'https://api.test', clientId: 'a', clientSecret: 'b' });

it('takes the latest year that has a result', async () => {
  const [group] = (await client.indicateurs.valeurs.list({ collectiviteId: 3812, indicateurIds: [12] })).indicateurs;
  const [example] = group!.sources.collectivite!.valeurs;
  const valeur = (year: number, resultat: number | null): Valeur => ({
    ...example!,
    dateValeur: `${year}-01-01`,
    resultat,
  });
  const valeurs = [valeur(2021, 7), valeur(2023, 9), valeur(2022, 8), valeur(2024, null)];
  const sources = { collectivite: { source: 'collectivite', libelle: 'Mairie', metadonnees: [], valeurs } };
  const body = {
    count: 4,
    page: 1,
    pageSize: 20,
    pageCount: 1,
    indicateurs: [{ definition: group!.definition, sources }],
  };
  server.use(...handlers({ override: { indicateursValeursList: { body } } }));

  const { titre: indicateur, unite } = group!.definition;
  expect(await latestResults(client, 3812)).toEqual([
    { indicateur, unite, source: 'Mairie', annee: 2023, resultat: 9 },
  ]);
});

it('comes through a moment in which it is asked to call less', async () => {
  server.use(...presets.throttled({ times: 2, retryAfter: 0 }));
  expect(await latestResults(client, 3812)).not.toEqual([]);
});
