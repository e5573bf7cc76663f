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

const response = await registry('/clients', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    name: 'Observatoire des labels',
    contact_email: 'equipe@observatoire.example',
    scopes: ['collectivites.read'],
  }),
});
if (!response.ok) throw new Error(await response.text());
const { client_id } = await response.json();
console.log(`Registered as ${client_id}`);
