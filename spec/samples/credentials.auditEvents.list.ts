import { createClient } from '@guichet/sdk';

const client = createClient();

// What happened to this program's own credential:
const events = client.credentials.auditEvents.list({
  client_id: process.env.GUICHET_CLIENT_ID ?? '',
});
for await (const { occurred_at, type } of events) {
  console.log(occurred_at, type);
}
