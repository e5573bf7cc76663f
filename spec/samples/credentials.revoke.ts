import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
  },
});

const revoked = await client.credentials.revoke({
  client_id,
  body: { reason: 'The project has ended.' },
});
console.log(revoked.status);
