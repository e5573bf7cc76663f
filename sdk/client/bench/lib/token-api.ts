/** An API with a token endpoint beside it, which counts. */
import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectivite } from './answers.ts';
import { peerAnswers } from './peer-answers.ts';

/** How long the token endpoint takes, in milliseconds: long enough that calls meet. */
const tokenDelay = 100;
/** Over how long the 401s of a refused token are spread, in milliseconds. */
const refusalSpread = 2000;

export interface TokenApi {
  url: string;
  /** Token requests since it was last read. */
  takeCount(): number;
  /** Refuses every token given so far. */
  revoke(): void;
  close(): Promise<void>;
}

/** Opens it on a free port of loopback. Its tokens live for an hour. */
export async function openTokenApi(): Promise<TokenApi> {
  let [count, serial, firstAlive] = [0, 0, 1];
  const send = (response: ServerResponse, status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const server = createServer((request, response) => {
    request.resume();
    const url = request.url ?? '';
    if (url.endsWith('/oauth/token')) {
      count += 1;
      serial += 1;
      const token = { access_token: `token-${serial}`, token_type: 'Bearer', expires_in: 3600 };
      setTimeout(() => send(response, 200, token), tokenDelay);
      return;
    }
    const presented = Number(/^Bearer token-(\d+)$/.exec(request.headers.authorization ?? '')?.[1] ?? 0);
    if (presented < firstAlive) {
      setTimeout(() => send(response, 401, { title: 'Refused', status: 401 }), Math.random() * refusalSpread);
    } else {
      send(response, 200, peerAnswers.find(([path]) => url.startsWith(path))?.[1] ?? collectivite);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCount() {
      const taken = count;
      count = 0;
      return taken;
    },
    revoke() {
      firstAlive = serial + 1;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
