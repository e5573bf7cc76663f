#!/usr/bin/env bash
# A revocation that worked is a 200 whose body clients should ignore (RFC 7009 section 2.2). @badgateway/oauth2-client 3.3.1
# throws when the body is empty and called application/json; simple-oauth2 5.1.0 throws unless it is called JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes > npm.log
npm install --ignore-scripts --no-audit --no-fund @badgateway/oauth2-client@3.3.1 simple-oauth2@5.1.0 >> npm.log 2>&1
cat > revoke.mjs <<'JS'
import { createServer } from 'node:http';
import { OAuth2Client } from '@badgateway/oauth2-client';
import simple from 'simple-oauth2';

const token = { 'content-type': 'application/json' };
const outcome = (work) => work.then(() => 'ok', (error) => error.message);
for (const [type, body] of [['application/json', ''], ['text/plain', ''], [undefined, ''], ['application/json', '{}']]) {
  const server = createServer((request, response) => {
    const issues = request.url === '/token';
    response.writeHead(200, issues ? token : type && { 'content-type': type });
    response.end(issues ? '{"access_token":"a","token_type":"Bearer","expires_in":900}' : body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const auth = { tokenHost: origin, tokenPath: '/token', revokePath: '/revoke' };
  const issued = await new simple.ClientCredentials({ client: { id: 'c', secret: 's' }, auth }).getToken({});
  const other = new OAuth2Client({ server: origin, clientId: 'c', clientSecret: 's', revocationEndpoint: '/revoke' });
  const held = { accessToken: 'a', refreshToken: null, expiresAt: null };
  console.log(`${type ?? 'no type'}, ${body || 'empty'} | simple-oauth2: ${await outcome(issued.revoke('access_token'))} | ` +
    `@badgateway/oauth2-client: ${await outcome(other.revoke(held))}`);
  server.close();
}
JS
cat > expected.txt <<'TXT'
application/json, empty | simple-oauth2: ok | @badgateway/oauth2-client: Unexpected end of JSON input
text/plain, empty | simple-oauth2: The content-type is not JSON compatible | @badgateway/oauth2-client: ok
no type, empty | simple-oauth2: The content-type is not JSON compatible | @badgateway/oauth2-client: ok
application/json, {} | simple-oauth2: ok | @badgateway/oauth2-client: ok
TXT
node revoke.mjs | tee saw.txt
diff expected.txt saw.txt > changed.txt || { echo "Changed since 30 November 2026:"; cat changed.txt; exit 1; }
