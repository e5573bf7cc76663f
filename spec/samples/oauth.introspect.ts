import { createClient } from '@guichet/sdk';

const {
  GUICHET_CLIENT_ID: id,
  GUICHET_CLIENT_SECRET: secret,
  TOKEN: token = '',
} = process.env;

// A service that is sent a token asks whether it works.
const authorization = `Basic ${btoa(`${id}:${secret}`)}`;
const answer = await createClient().oauth.introspect(
  { body: { token } },
  { headers: { authorization } },
);
console.log(answer.active, answer.scope ?? '');
