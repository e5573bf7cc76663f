import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

for await (const event of client.credentials.auditEvents.list({ client_id })) console.log(event);
