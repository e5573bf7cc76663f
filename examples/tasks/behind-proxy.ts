/** All traffic through the proxy of the office, token requests included: `node behind-proxy.ts http://proxy:3128`. */
import { createClient, isConnectionError } from '@guichet/sdk';
import { nodeFetch } from '@guichet/sdk/node';

const fetch = nodeFetch({ proxy: process.argv[2], noProxy: '' });
const client = createClient({ fetch, retry: false });
try {
  console.log(`through the proxy: ${(await client.collectivites.list({ limit: 1 })).count}`);
} catch (error) {
  if (!isConnectionError(error)) throw error;
  console.log(`not through: ${error.reason} ${error.message}`);
} finally {
  await fetch.close();
}
