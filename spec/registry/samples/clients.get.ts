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

const id = env.CLIENT_ID;
const response = await registry(`/clients/${id}`);
if (!response.ok) throw new Error(await response.text());
const { name, status, api_key } = await response.json();
console.log(name, status, api_key ?? 'no key yet');
