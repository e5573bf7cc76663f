import { createHash, randomBytes } from 'node:crypto';

const random = () => randomBytes(32).toString('hex');

// Keep both in the person's session.
const [state, verifier] = [random(), random()];
const challenge = createHash('sha256').update(verifier);

const address = new URL(
  '/oauth/authorize',
  process.env.GUICHET_BASE_URL,
);
address.search = new URLSearchParams({
  response_type: 'code',
  client_id: process.env.APP_CLIENT_ID ?? '',
  redirect_uri: 'http://127.0.0.1:3000/callback',
  scope: 'utilisateur.read',
  state,
  code_challenge: challenge.digest('base64url'),
  code_challenge_method: 'S256',
}).toString();
console.log(`Send the person to ${address}`);

// They come back to redirect_uri with the same state and
// a code: exchange it at /oauth/token with the verifier.
