import { createClient } from '@guichet/sdk';

const client = createClient();

const { keys } = await client.oauth.jwks();
for (const { kid, alg } of keys) console.log(kid, alg);
