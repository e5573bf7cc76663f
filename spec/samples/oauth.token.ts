import { clientCredentials } from '@guichet/sdk/auth';

// `createClient` does this by itself; for a token of your own:
const tokens = clientCredentials({
  tokenUrl: `${process.env.GUICHET_BASE_URL}/oauth/token`,
  clientId: process.env.GUICHET_CLIENT_ID ?? '',
  clientSecret: process.env.GUICHET_CLIENT_SECRET,
});
const token = await tokens.getToken();
console.log(`a token until ${new Date(token.expiresAt).toISOString()}`);
