/** An API without an SDK of its own, with the same engine for its tokens: `node another-api.ts https://api.other.example`. */
import { authorizedFetch, clientCredentials } from '@guichet/sdk/auth';

const baseUrl = process.argv[2] ?? '';
const tokens = clientCredentials({
  tokenUrl: `${baseUrl}/oauth/token`,
  clientId: process.env['GUICHET_CLIENT_ID'] ?? '',
  clientSecret: process.env['GUICHET_CLIENT_SECRET'],
  scope: ['collectivites.read'],
});
const api = authorizedFetch({ tokens, baseUrl: `${baseUrl}/api/v1`, timeout: 10_000, retry: 3 });

const answers = await Promise.all([1, 2, 3].map((page) => api(`/collectivites?page=${page}&limit=2`)));
const refused = await api('/credentials');
const { scopes, expiresAt } = await tokens.getToken();
console.log(
  answers.map(({ status }) => status),
  refused.status,
  scopes,
  expiresAt > Date.now(),
);
