import { createClient } from '@guichet/sdk';

const client = createClient();

// Of this program's own credential, in the last 30 days:
const usage = await client.credentials.usage.get({
  client_id: process.env.GUICHET_CLIENT_ID ?? '',
});
console.log(`${usage.requests} requests`);
for (const { date, requests } of usage.days) {
  console.log(date, requests);
}
