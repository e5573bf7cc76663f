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
  method: 'DELETE',
});
if (!response.ok) throw new Error(await response.text());
console.log('The key has ended.');
