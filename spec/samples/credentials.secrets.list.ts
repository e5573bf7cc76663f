import { createClient } from '@guichet/sdk';

const client = createClient();

// Those of this program's own credential:
const secrets = client.credentials.secrets.list({
  client_id: process.env.GUICHET_CLIENT_ID ?? '',
});
for await (const { prefix, last_four } of secrets) {
  console.log(`${prefix}…${last_four}`);
}
