import { createClient } from '@guichet/sdk';

const client = createClient();

const own = client.credentials.list();
for await (const { client_id, status } of own) {
  console.log(client_id, status);
}
