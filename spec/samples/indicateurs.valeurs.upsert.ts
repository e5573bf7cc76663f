import { createClient } from '@guichet/sdk';

const client = createClient();

const definitions = await client.indicateurs.definitions.list({ limit: 1 });
const [definition] = definitions.data;
if (!definition) throw new Error('There are no indicators.');

const written = await client.indicateurs.valeurs.upsert(
  {
    body: {
      valeurs: [{ collectiviteId: 3812, indicateurId: definition.id, dateValeur: '2024-01-01', resultat: 12.5 }],
    },
  },
  // The same key again repeats the answer and writes nothing twice.
  { idempotencyKey: crypto.randomUUID() },
);
console.log(`${written.count} value written`);
