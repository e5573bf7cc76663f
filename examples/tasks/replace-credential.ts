/** Replaces the program's secret by a new one; the old one ends when the new one has proved to work. */
import { createClient, isTokenError } from '@guichet/sdk';

const client_id = process.env['GUICHET_CLIENT_ID'] ?? '';
const client = createClient();

const created = await client.credentials.secrets.create(
  { client_id, body: { grace_period_seconds: 3600 } },
  { idempotencyKey: `rotate-${client_id}-${new Date().toISOString().slice(0, 10)}` },
);
if (!created.client_secret) throw new Error('It was replaced today; the secret was shown then.');

// Here the new secret goes to where the program finds it. Other programs have until the end of the grace period.
const renewed = createClient({ clientId: client_id, clientSecret: created.client_secret });
let ended = 0;
for await (const { secret_id, status } of renewed.credentials.secrets.list({ client_id })) {
  if (status !== 'expiring') continue;
  await renewed.credentials.secrets.delete({ client_id, secret_id });
  ended += 1;
}
// A new client asks for a new token, with the old secret.
const refusal = await createClient()
  .collectivites.list()
  .catch((error: unknown) => error);
console.log(`${ended} old secret ended, then ${isTokenError(refusal) ? refusal.error : 'still open'}`);
