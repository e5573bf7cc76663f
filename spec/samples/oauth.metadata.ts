import { createClient } from '@guichet/sdk';

const client = createClient();

const server = await client.oauth.metadata();
console.log(server.issuer, server.token_endpoint);
