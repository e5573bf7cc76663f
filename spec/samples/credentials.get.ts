import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: { name: 'Nightly pull', permission_set: 'read_only' },
});

const { name, status, scopes } = await client.credentials.get({ client_id });
console.log(name, status, scopes);
