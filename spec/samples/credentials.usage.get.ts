import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

const usage = await client.credentials.usage.get({ client_id, from: '2026-01-01', to: '2026-01-31' });
console.log(usage);
