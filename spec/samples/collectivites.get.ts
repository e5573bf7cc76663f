import { createClient } from '@guichet/sdk';

const client = createClient();

const lyon = await client.collectivites.get({
  collectiviteId: 3812,
});
console.log(lyon.nom, lyon.siren);
