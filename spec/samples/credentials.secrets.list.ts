import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

for await (const { secret_id, prefix, last_four, status } of client.credentials.secrets.list({ client_id })) {
  console.log(secret_id, `${prefix}…${last_four}`, status);
}
