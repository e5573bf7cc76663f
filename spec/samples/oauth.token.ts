import { env } from 'node:process';
import { clientCredentials } from '@guichet/sdk/auth';

// `createClient` does this by itself. Without it:
const tokens = clientCredentials({
  tokenUrl: `${env.GUICHET_BASE_URL}/oauth/token`,
  clientId: env.GUICHET_CLIENT_ID ?? '',
  clientSecret: env.GUICHET_CLIENT_SECRET,
});
const { expiresAt } = await tokens.getToken();
console.log(`a token until ${new Date(expiresAt)}`);
