import { createClient } from '@guichet/sdk';

const client = createClient();

const { data } = await client.permissionSets.list();
for (const { name, scopes } of data) {
  console.log(name, scopes);
}
