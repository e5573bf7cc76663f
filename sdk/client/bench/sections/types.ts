/** What a partner's compiler works: three calls, in a program of their own. */
import { join } from 'node:path';
import { heyApiFolder } from '../lib/hey-api.ts';
import { countInstantiations } from '../lib/instantiations.ts';
import type { Row } from '../lib/row.ts';
import type { Section } from '../lib/section.ts';

const ours = `import { createClient } from '@guichet/sdk';
const client = createClient();
const page = await client.collectivites.list({ type: 'epci', limit: 50 });
const one = await client.collectivites.get({ collectiviteId: page.data[0]!.id });
const written = await client.indicateurs.valeurs.upsert({
  body: { valeurs: [{ collectiviteId: one.id, indicateurId: 12, dateValeur: '2024-01-01', resultat: 1 }] },
});
// @ts-expect-error -- a name is a text; were it \`any\`, nothing would be counted here
const wrong: number = one.nom;
console.log(wrong, written.count);
`;

const flat = `import { collectivitesGet, collectivitesList, createClient, indicateursValeursUpsert } from '@guichet/sdk';
const client = createClient().transport;
const page = await collectivitesList({ client, query: { type: 'epci', limit: 50 } });
const one = await collectivitesGet({ client, path: { collectiviteId: page.data[0]!.id } });
const written = await indicateursValeursUpsert({
  client,
  body: { valeurs: [{ collectiviteId: one.id, indicateurId: 12, dateValeur: '2024-01-01', resultat: 1 }] },
});
// @ts-expect-error -- a name is a text; were it \`any\`, nothing would be counted here
const wrong: number = one.nom;
console.log(wrong, written.count);
`;

const openapi = `import { createFetchClient } from '@guichet/sdk/openapi-fetch';
const client = createFetchClient();
const page = await client.GET('/api/v1/collectivites', { params: { query: { type: 'epci', limit: 50 } } });
const one = await client.GET('/api/v1/collectivites/{collectiviteId}', {
  params: { path: { collectiviteId: page.data!.data[0]!.id } },
});
const written = await client.POST('/api/v1/indicateurs/valeurs', {
  body: { valeurs: [{ collectiviteId: one.data!.id, indicateurId: 12, dateValeur: '2024-01-01', resultat: 1 }] },
});
// @ts-expect-error -- a name is a text; were it \`any\`, nothing would be counted here
const wrong: number = one.data!.nom;
console.log(wrong, written.data!.count);
`;

const generatedSource = (folder: string): string => `import { client } from '${join(folder, 'client.gen.ts')}';
import { collectivitesGet, collectivitesList, indicateursValeursUpsert } from '${join(folder, 'sdk.gen.ts')}';
client.setConfig({ baseUrl: 'https://api.test', auth: 'token' });
const page = await collectivitesList({ query: { type: 'epci', limit: 50 }, throwOnError: true });
const one = await collectivitesGet({ path: { collectiviteId: page.data.data[0]!.id }, throwOnError: true });
const written = await indicateursValeursUpsert({
  body: { valeurs: [{ collectiviteId: one.data.id, indicateurId: 12, dateValeur: '2024-01-01', resultat: 1 }] },
  throwOnError: true,
});
// @ts-expect-error -- a name is a text; were it \`any\`, nothing would be counted here
const wrong: number = one.data.nom;
console.log(wrong, written.data.count);
`;

export const types: Section = async ({ peers, note }) => {
  const count = (name: string, program: string): Promise<number> => {
    note(`types: ${name}`);
    return countInstantiations(name, program);
  };
  // What the platform's own declarations cost, whatever is imported.
  const nothing = await count('nothing', "console.log('nothing');\n");
  const above = async (name: string, program: string) => (await count(name, program)) - nothing;
  const beside: Row['beside'] = {};
  if (peers) {
    beside['hey-api + fetch, its source'] = await above('hey-api-fetch', generatedSource(heyApiFolder('fetch')));
    beside['hey-api + ky, its source'] = await above('hey-api-ky', generatedSource(heyApiFolder('ky')));
  }
  const row = (id: string, title: string, value: number): Row => ({ id, title, unit: '', ours: value, beside: {} });
  return [
    {
      ...row('types', "type instantiations of a consumer's three calls", await above('ours', ours)),
      must: 1000,
      beside,
    },
    row('types flat', '- the same, flat functions', await above('flat', flat)),
    row('types openapi', '- the same, openapi-fetch entry', await above('openapi', openapi)),
  ];
};
