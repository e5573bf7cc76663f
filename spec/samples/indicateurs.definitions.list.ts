import { createClient } from '@guichet/sdk';

const client = createClient();

for await (const { id, titre, unite } of client.indicateurs.definitions.list({ limit: 100 })) {
  console.log(id, titre, unite);
}
