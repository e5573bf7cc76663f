import { createClient } from '@guichet/sdk';

const client = createClient();

for await (const { client_id, name, status } of client.credentials.list()) {
  console.log(client_id, name, status);
}
