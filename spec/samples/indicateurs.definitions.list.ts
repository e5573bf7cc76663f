import { createClient } from '@guichet/sdk';

const client = createClient();

const all = client.indicateurs.definitions.list();
for await (const { id, titre, unite } of all) {
  console.log(id, titre, unite);
}
