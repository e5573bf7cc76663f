import { createClient } from '@guichet/sdk';

const client = createClient();
const filter = { type: 'epci', limit: 100 } as const;

const page = await client.collectivites.list(filter);
console.log(`${page.count}, on ${page.pageCount} pages`);

// All of them, page after page:
const all = client.collectivites.list(filter);
for await (const { nom, siren } of all) {
  console.log(siren, nom);
}
