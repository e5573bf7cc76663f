/**
 * A process of its own, so that its work is not counted: a bare API on loopback that gives tokens to anybody and
 * answers every other request with `bodyBytes` of JSON. Started by `measureCalls`.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectivite, filled } from './answers.ts';
import { peerAnswers } from './peer-answers.ts';

const token = JSON.stringify({ access_token: 'a'.repeat(600), token_type: 'Bearer', expires_in: 86_400 });
const ours = filled(collectivite);
const foreign = peerAnswers.map(([path, body]) => [path, filled(body)] as const);

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const answer = url.endsWith('/oauth/token') ? token : (foreign.find(([path]) => url.startsWith(path))?.[1] ?? ours);
  request.resume().once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
// Longer than a round, or each batch would begin with new sockets.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
