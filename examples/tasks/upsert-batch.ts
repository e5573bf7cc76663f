/** Writes values once, however often it runs with the same values: `node upsert-batch.ts 2024 12.5`. */
import { createHash } from 'node:crypto';
import { createClient, isApiError } from '@guichet/sdk';

const client = createClient();
const [year = '2024', value = '12.5'] = process.argv.slice(2);
const [mine] = (await client.utilisateur.get()).collectivites;
const [definition] = (await client.indicateurs.definitions.list({ limit: 1 })).data;
if (!mine || !definition) throw new Error('Nothing to write to.');

const valeurs = [
  {
    collectiviteId: mine.collectiviteId,
    indicateurId: definition.id,
    dateValeur: `${year}-01-01`,
    resultat: Number(value),
  },
];
const idempotencyKey = createHash('sha256').update(JSON.stringify(valeurs)).digest('hex');
try {
  const { count } = await client.indicateurs.valeurs.upsert({ body: { valeurs } }, { idempotencyKey });
  console.log(`${count} value written`);
} catch (error) {
  if (!isApiError(error) || !error.problem?.errors) throw error;
  for (const { pointer, detail } of error.problem.errors) console.error(pointer, detail);
  console.log(`nothing written: ${error.status}`);
}
