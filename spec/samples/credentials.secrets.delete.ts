import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
  },
});
const added = await client.credentials.secrets.create({
  client_id,
  body: { grace_period_seconds: 86_400 },
});

const { secret_id } = added;
await client.credentials.secrets.delete({
  client_id,
  secret_id,
});
console.log(`${secret_id} no longer works.`);
