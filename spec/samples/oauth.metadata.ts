import { createClient } from '@guichet/sdk';

const client = createClient();

const { issuer, token_endpoint } = await client.oauth.metadata();
console.log(issuer, token_endpoint);
