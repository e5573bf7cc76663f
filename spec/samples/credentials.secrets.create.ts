import { createClient } from '@guichet/sdk';

const client = createClient();

const { client_id } = await client.credentials.create({
  body: {
    name: 'Nightly pull',
    permission_set: 'read_only',
  },
});

// Both secrets work for a day, so that nothing stops
// while the new one is rolled out.
const secret = await client.credentials.secrets.create({
  client_id,
  body: { grace_period_seconds: 86_400 },
});
console.log(secret.secret_id);
