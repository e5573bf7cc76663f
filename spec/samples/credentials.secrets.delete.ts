import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

const { secret_id } = await client.credentials.secrets.create({ client_id, body: { grace_period_seconds: 86_400 } });
await client.credentials.secrets.delete({ client_id, secret_id });
