import { createClient } from '@guichet/sdk';

const client = createClient();

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
    expires_at: inDays(30),
  },
});

const extended = await client.credentials.extend({
  client_id,
  body: { expires_at: inDays(365) },
});
console.log(`Works until ${extended.expires_at}`);
