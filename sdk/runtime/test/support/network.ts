import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { type ServerOptions, createServer as createTlsServer } from 'node:https';
import { type AddressInfo, type Socket, connect } from 'node:net';
import type { TLSSocket } from 'node:tls';

async function listening(server: Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sockets: () => sockets.size,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An API and its token endpoint over TLS; `clients` are the names that came with a client certificate. */
export async function openTls(options: ServerOptions, answer?: Answer) {
  const seen: string[] = [];
  const clients: (string | undefined)[] = [];
  const server = createTlsServer(options, (incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization?.split(' ')[0] ?? '-'}`);
      const subject = (incoming.socket as TLSSocket).getPeerCertificate().subject as { CN?: string } | undefined;
      clients.push(subject?.CN);
      if (answer) return answer(incoming, response, body);
      response.setHeader('content-type', 'application/json');
      response.end(
        incoming.url === '/oauth/token'
          ? '{"access_token":"canary-token","token_type":"Bearer","expires_in":900}'
          : '{"ok":true}',
      );
    });
  });
  server.on('tlsClientError', () => {});
  const listener = await listening(server as unknown as Server);
  return { ...listener, url: `https://127.0.0.1:${listener.port}`, seen, clients };
}

export interface ProxyOptions {
  /** `user:password` that it asks for. */
  credentials?: string;
  /** Answers every request so. */
  refuse?: number;
  /** Takes the connection, and cuts it without an answer. */
  cut?: boolean;
  /** Speaks TLS itself. */
  tls?: ServerOptions;
}

/** A proxy of HTTP/1.1: tunnels by CONNECT, and passes plain http on. */
export async function openProxy(options: ProxyOptions = {}) {
  const seen: string[] = [];
  const clients: unknown[] = [];
  const wanted = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`;
  const refusal = (incoming: IncomingMessage): number | undefined =>
    options.refuse ?? (wanted && incoming.headers['proxy-authorization'] !== wanted ? 407 : undefined);
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const status = refusal(incoming);
    if (status) return void response.writeHead(status).end();
    const { method, headers } = incoming;
    const onwards = request(incoming.url!, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onwards);
  };
  const server = options.tls ? createTlsServer(options.tls, pass) : createServer(pass);
  server.on('tlsClientError', () => {});
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    if (options.tls) clients.push((socket as TLSSocket).getPeerCertificate().subject);
    if (options.cut) return void socket.destroy();
    const status = refusal(incoming);
    if (status) return void socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
    const [host, port] = incoming.url!.split(':');
    const onwards = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    socket.on('close', () => onwards.destroy());
  });
  const listener = await listening(server as Server);
  const url = (user = '') => `${options.tls ? 'https' : 'http'}://${user && `${user}@`}127.0.0.1:${listener.port}`;
  return { ...listener, url, seen, clients };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listening(createServer());
  await close();
  return port;
}
