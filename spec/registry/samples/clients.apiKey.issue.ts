import { env } from 'node:process';
import {
  authorizedFetch,
  clientCredentials,
} from '@guichet/sdk/auth';

const tokens = clientCredentials({
  tokenUrl: `${env.GUICHET_BASE_URL}/oauth/token`,
  clientId: env.GUICHET_CLIENT_ID ?? '',
  clientSecret: env.GUICHET_CLIENT_SECRET,
  scope: 'clients.manage',
});
const baseUrl = env.GUICHET_REGISTRY_URL ?? '';
const registry = authorizedFetch({ baseUrl, tokens });

const path = `/clients/${env.CLIENT_ID}/api-key`;
const response = await registry(path, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  // The former key works for one more day.
  body: JSON.stringify({ grace_period_seconds: 86_400 }),
});
if (!response.ok) throw new Error(await response.text());
// `api_key` is in this answer only: hand it over, and
// log no more than what it begins with.
const { prefix } = await response.json();
console.log(`A key that begins with ${prefix}`);
