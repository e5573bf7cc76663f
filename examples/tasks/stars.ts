/** How many collectivites hold each number of stars, by openapi-fetch: `node stars.ts cae`. */
import { createFetchClient } from '@guichet/sdk/openapi-fetch';

const client = createFetchClient({ timeout: 20_000 });
const referentiel = process.argv[2] === 'eci' ? 'eci' : 'cae';
const stars = new Map<number, number>();
for (let page = 1, pageCount = 1; page <= pageCount; page += 1) {
  const { data, error } = await client.GET('/api/v1/collectivites/labellisations', {
    params: { query: { referentiel, page, limit: 100 } },
  });
  if (!data) throw new Error(`${error.status} ${error.title}`);
  pageCount = data.pageCount;
  for (const { labellisations } of data.data) {
    const etoiles = labellisations[referentiel]?.courante?.etoiles;
    if (etoiles !== undefined) stars.set(etoiles, (stars.get(etoiles) ?? 0) + 1);
  }
}
for (const [etoiles, count] of [...stars].toSorted()) console.log(`${'*'.repeat(etoiles)} ${count}`);
