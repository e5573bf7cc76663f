import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

const expires_at = new Date(Date.now() + 365 * 24 * 3600 * 1000).toISOString();
const extended = await client.credentials.extend({ client_id, body: { expires_at } });
console.log(extended.expires_at);
