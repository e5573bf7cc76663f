import { createClient } from '@guichet/sdk';

const client = createClient();

const { data } =
  await client.indicateurs.definitions.list();
const [definition] = data;
if (!definition) throw new Error('No indicators yet.');

const valeur = {
  collectiviteId: 3812,
  indicateurId: definition.id,
  dateValeur: '2024-01-01',
  resultat: 12.5,
};
const written = await client.indicateurs.valeurs.upsert(
  { body: { valeurs: [valeur] } },
  // The same key again writes nothing twice.
  { idempotencyKey: crypto.randomUUID() },
);
console.log(`${written.count} value written`);
