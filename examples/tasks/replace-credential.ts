/** Replaces the program's credential by a new one, and revokes the old: after a leak. */
import { createClient, isTokenError } from '@guichet/sdk';

const old = process.env['GUICHET_CLIENT_ID'] ?? '';
const client = createClient();
const { name, permission_set } = await client.credentials.get({ client_id: old });

const created = await client.credentials.create(
  { body: { name, permission_set: permission_set === 'read_only' ? 'read_only' : 'full_access' } },
  { idempotencyKey: `replace-${old}` },
);
if (!created.client_secret) throw new Error('It was replaced before; the secret was shown then.');

// Here the new secret goes to where the program finds it; then the old one may go.
const renewed = createClient({ clientId: created.client_id, clientSecret: created.client_secret });
const { status } = await renewed.credentials.revoke({ client_id: old, body: { reason: 'Replaced after a leak.' } });
const refusal = await client.collectivites.list().catch((error: unknown) => error);
console.log(`${status}, then ${isTokenError(refusal) ? refusal.error : 'still open'}`);
