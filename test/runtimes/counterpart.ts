/** The servers on loopback that the checks call, in the Node of the workspace: the same for every runtime. */
import { gzipSync } from 'node:zlib';
import { TokenServer } from '@guichet/runtime/testing';
import { type Handler, answer, openApi } from '../../sdk/runtime/test/support/api.ts';
import { issue, openAuthority } from '../../sdk/runtime/test/support/certificates.ts';
import { closedPort, openProxy, openTls } from '../../sdk/runtime/test/support/network.ts';
import type { Addresses } from './check.ts';

export interface Counterpart {
  addresses: Addresses;
  close(): Promise<void>;
}

export async function openCounterpart(): Promise<Counterpart> {
  const tokens = new TokenServer();
  /** Addresses that fail the first time they are asked. */
  const asked = new Set<string>();
  const isFirst = (path: string) => !asked.has(path) && asked.add(path).size > 0;

  const open: Record<string, Handler> = {
    '/count': (_, response) => answer(response, 200, String(tokens.count)),
    '/sockets': (_, response) => api.server.getConnections((_error, count) => answer(response, 200, String(count))),
    '/revoke': (_, response) => {
      tokens.revoke();
      answer(response, 204);
    },
    '/redirect': (request, response) => {
      const to = new URL(request.url!, 'http://x').searchParams.get('to')!;
      answer(response, 307, undefined, { location: to });
    },
    '/oauth/token': (request, response, body) => {
      const { authorization = '' } = request.headers;
      const asRequest = new Request(tokens.tokenUrl, { method: 'POST', body, headers: { authorization } });
      void tokens.handle(asRequest).then(async (given) => answer(response, given.status, await given.json()));
    },
  };
  const guarded: Record<string, Handler> = {
    '/things': (_, response) => answer(response, 200, { ok: true }),
    '/echo': (_, response, body) => answer(response, 200, { body }),
    '/flaky': ({ url }, response) => {
      if (!isFirst(url!)) return answer(response, 200, 'better');
      response.writeHead(503);
      // Without an end: its socket is open for as long as nobody lets go of it.
      response.write('x'.repeat(1_000_000));
    },
    '/broken': ({ url, socket }, response) => (isFirst(url!) ? socket.destroy() : answer(response, 200, 'better')),
    '/hang': () => {},
    '/busy': (_, response) => answer(response, 503, 'no'),
    '/half': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('half');
    },
    '/cut': (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '1000' });
      response.write('half');
      setTimeout(() => response.destroy(), 50);
    },
    '/problem': (_, response) =>
      answer(response, 404, JSON.stringify({ type: 'about:blank', title: 'There is none', status: 404 }), {
        'content-type': 'application/problem+json',
        'x-request-id': 'r-1',
        ratelimit: '"default";r=3;t=10',
      }),
    '/html': (_, response) => answer(response, 200, '<html>', { 'content-type': 'application/json' }),
    '/api/v1/collectivites': (_, response) => {
      const page = { count: 1, pageCount: 1, pageSize: 2, page: 1, data: [{ id: 1, nom: 'Besançon' }] };
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(page)));
    },
  };
  const find = (handlers: Record<string, Handler>, url: string): Handler | undefined =>
    Object.entries(handlers).find(
      ([path]) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`),
    )?.[1];

  const api = await openApi((request, response, body) => {
    const handler = find(open, request.url!);
    if (handler) return handler(request, response, body);
    if (!tokens.accepts(request.headers.authorization)) return answer(response, 401, { title: 'Who are you?' });
    return (find(guarded, request.url!) ?? ((_, none) => answer(none, 404)))(request, response, body);
  });

  let away: string[] = [];
  const stranger = await openApi((request, response) => {
    if (request.url === '/seen') return answer(response, 200, away);
    if (request.url === '/forget') away = [];
    else
      away.push(
        `${request.url} ${request.headers.authorization ?? '-'} ${String(request.headers['x-api-key'] ?? '-')}`,
      );
    return answer(response, 200, {});
  });

  const authority = await openAuthority();
  const proxy = await openProxy();
  const tls = await openTls(
    { ...(await authority.issue()), ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    (request, response) =>
      request.url === '/oauth/token'
        ? answer(response, 200, { access_token: 'token', token_type: 'Bearer', expires_in: 900 })
        : answer(response, 200, { client: tls.clients.at(-1), tunnels: proxy.seen.length }),
  );
  const { cert, key } = await issue({ ca: authority }, 'partner');
  return {
    addresses: {
      api: api.url,
      stranger: stranger.url,
      closed: `http://127.0.0.1:${await closedPort()}`,
      tls: tls.url,
      proxy: proxy.url(),
      ca: authority.cert,
      cert,
      key,
    },
    close: async () => {
      await Promise.all([api, stranger, tls, proxy].map((server) => server.close()));
    },
  };
}
