import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, isApiError } from '@guichet/sdk';
import { root } from '../../scripts/lib/stamp.ts';
import { type Counter, openServer } from '../support/counters.ts';
import { type PrismProcess, startPrism } from './prism.ts';

// An independent judge between the SDK and the server: Prism's validating proxy over the bundle. With `--errors` it
// answers a violation of the contract, by request or response, with an error of its own instead of passing it on.
describe('SDK -> prism proxy --errors -> server', () => {
  let counter: Counter;
  let proxyUrl: string;
  let proxy: PrismProcess;

  beforeAll(async () => {
    counter = await openServer();
    proxy = await startPrism(['proxy', join(root, 'spec/dist/public.json'), `${counter.url}/api/v1`, '--errors']);
    proxyUrl = proxy.url;
  });
  afterAll(async () => {
    await proxy.close();
    await counter.close();
  });

  it('shows no violation: neither request nor response', async () => {
    const seen: { url: string; violations: string | null }[] = [];
    // Prism serves paths below the server's base path; the token endpoint and the API's prefix stay the server's.
    const viaProxy: typeof fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input).replace(`${counter.url}/api/v1`, proxyUrl);
      const response = await fetch(url, init);
      seen.push({ url, violations: response.headers.get('sl-violations') });
      return response;
    };
    const client = createClient({
      baseUrl: counter.url,
      clientId: counter.clientId,
      clientSecret: counter.clientSecret,
      fetch: viaProxy,
    });

    const collectivites = await client.collectivites.list({ type: 'epci', limit: 5 });
    expect(collectivites.data).toHaveLength(5);
    await client.collectivites.get({ collectiviteId: collectivites.data[0]!.id });
    await client.collectivites.labellisations.list({ limit: 3 });
    const definitions = await client.indicateurs.definitions.list({ limit: 5 });
    const valeurs = await client.indicateurs.valeurs.list({
      collectiviteId: counter.collectiviteId,
      indicateurIds: definitions.data.map((definition) => definition.id),
      limit: 50,
    });
    expect(valeurs.indicateurs.length).toBeGreaterThan(0);
    await client.indicateurs.valeurs.upsert({
      body: {
        valeurs: [
          {
            collectiviteId: counter.collectiviteId,
            indicateurId: definitions.data[0]!.id,
            dateValeur: '2024-01-01',
            resultat: 12.5,
          },
        ],
      },
    });
    await client.utilisateur.get();
    await client.permissionSets.list();
    const credentials = await client.credentials.list();
    expect(credentials.data.length).toBeGreaterThan(0);
    await expect(client.collectivites.get({ collectiviteId: 2_147_483_647 })).rejects.toSatisfy(
      (error) => isApiError(error) && error.status === 404,
    );

    const judged = seen.filter(({ url }) => url.startsWith(proxyUrl));
    expect(judged.length).toBeGreaterThanOrEqual(10);
    expect(judged.filter(({ violations }) => violations !== null)).toEqual([]);
    expect(proxy.log()).not.toMatch(/violation/i);
  });

  it('would show one: the judge is awake', async () => {
    const response = await fetch(`${proxyUrl}/collectivites?limit=0`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(response.status).toBe(422);
  });
});
