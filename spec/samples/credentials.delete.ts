import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
  },
});

await client.credentials.delete({ client_id });
console.log(`${client_id} is gone.`);
