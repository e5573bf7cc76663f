import { createClient, isSdkError } from '@guichet/sdk';
import { latestResults } from './latest-results.ts';

// Address and credential are in the environment: GUICHET_BASE_URL, GUICHET_CLIENT_ID, GUICHET_CLIENT_SECRET.
if (!process.env['GUICHET_CLIENT_ID']) {
  console.error('There is no credential yet: copy .env.example to .env, and put your own into it when you have one.');
  process.exit(1);
}
const client = createClient();

try {
  for (const { collectiviteId, nom } of (await client.utilisateur.get()).collectivites) {
    console.log(nom);
    console.table(await latestResults(client, collectiviteId));
  }
} catch (error) {
  if (!isSdkError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
