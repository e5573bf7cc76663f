import { createClient } from '@guichet/sdk';

const client = createClient();

// This program's own credential:
const own = await client.credentials.get({
  client_id: process.env.GUICHET_CLIENT_ID ?? '',
});
console.log(own.name, own.status, own.scopes);
