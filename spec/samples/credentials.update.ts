import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
  },
});

const updated = await client.credentials.update({
  client_id,
  body: { name: 'Nightly pull, Lyon' },
});
console.log(updated.name);
