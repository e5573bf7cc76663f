import { createClient } from '@guichet/sdk';

const client = createClient();

const created = await client.credentials.create(
  { body: { name: 'Nightly pull', permission_set: 'read_only' } },
  { idempotencyKey: crypto.randomUUID() },
);
// The secret is in this answer only: put it into your vault now, never into a log.
console.log(created.client_id, created.client_secret === null ? 'repeated' : 'new secret');
