import { createClient } from '@guichet/sdk';

const {
  GUICHET_CLIENT_ID: id,
  GUICHET_CLIENT_SECRET: secret,
  TOKEN: token = '',
} = process.env;

// By id and secret: a token could not end itself.
const authorization = `Basic ${btoa(`${id}:${secret}`)}`;
await createClient().oauth.revoke(
  { body: { token } },
  { headers: { authorization } },
);
console.log('The token has ended.');
