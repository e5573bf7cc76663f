import { createClient } from '@guichet/sdk';

const client = createClient();

const page = await client.collectivites.list({ type: 'epci', limit: 20 });
console.log(`${page.count} EPCI on ${page.pageCount} pages`);

// All of them, page after page:
for await (const { nom, siren } of client.collectivites.list({ type: 'epci', limit: 100 })) {
  console.log(siren, nom);
}
