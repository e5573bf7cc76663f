import { createClient } from '@guichet/sdk';

const client = createClient();

const collectivite = await client.collectivites.get({ collectiviteId: 3812 });
console.log(collectivite.nom, collectivite.siren);
