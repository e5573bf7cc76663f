import { createClient } from '@guichet/sdk';

const client = createClient();

const page = await client.collectivites.labellisations.list({ limit: 100 });
for (const labellisation of page.data) console.log(labellisation);
