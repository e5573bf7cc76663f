import { createClient } from '@guichet/sdk';
import { deviceAuthorization } from '@guichet/sdk/auth';

const baseUrl = process.env.GUICHET_BASE_URL ?? '';

const tokens = deviceAuthorization({
  deviceAuthorizationUrl: new URL(
    '/oauth/device_authorization',
    baseUrl,
  ),
  tokenUrl: new URL('/oauth/token', baseUrl),
  clientId: process.env.APP_CLIENT_ID ?? '',
  scope: 'utilisateur.read',
  prompt({ verificationUri, userCode }) {
    console.log(`Open ${verificationUri}`);
    console.log(`and type ${userCode}`);
  },
});

// The first call waits until the person has signed in.
const client = createClient({ baseUrl, tokens });
const { prenom } = await client.utilisateur.get();
console.log(`Signed in: ${prenom}`);
