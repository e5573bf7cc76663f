/** One of many cron jobs that share a token through files: `node cron-job.ts /var/lib/jobs`. */
import { createClient } from '@guichet/sdk';
import { fileStore } from '@guichet/sdk/stores/file';

let requests = 0;
const client = createClient({
  store: fileStore({ path: process.argv[2] ?? 'tokens' }),
  fetch: (input, init) => {
    if (String(input).endsWith('/oauth/token')) requests += 1;
    return fetch(input, init);
  },
});
const { count } = await client.collectivites.list({ limit: 1 });
console.log(`${count} collectivites, ${requests} token requests`);
