import { createClient } from '@guichet/sdk';

const client = createClient();

const created = await client.credentials.create(
  {
    body: {
      name: 'Nightly pull',
      permission_set: 'read_only',
    },
  },
  { idempotencyKey: crypto.randomUUID() },
);
// `client_secret` is in this answer only. Keep it where
// your program finds it, and nobody else.
console.log(created.client_id, created.scopes);
