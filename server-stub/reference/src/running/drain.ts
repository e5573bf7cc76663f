import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from './readiness.ts';

export interface DrainOptions {
  /** Seconds between saying that requests should go elsewhere, and refusing new connections. */
  delay: number;
  /** Seconds that requests under way may take from then on. */
  timeout: number;
}

/** How often connections are looked for that have become idle, in ms. */
const look = 50;

/** How long a connection on which no request ever came may take to send one, in ms. */
const grace = 1_000;

/**
 * Lets a server end without a request being lost. Call it before the server listens.
 *
 * @returns says that requests should go elsewhere, waits, takes no more connections, and answers what is under way; what is
 * not answered within the timeout is cut, and the log tells of how many. It returns when the last connection is closed.
 */
export function prepareDrain(app: FastifyInstance, readiness: Readiness): (options: DrainOptions) => Promise<void> {
  const { server } = app;
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => keepIn(sockets, socket));
  // With TLS, the inner socket: it is what requests name.
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', (socket: Socket) =>
    keepIn(silent, socket),
  );
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));

  return async function drain(options) {
    readiness.close();
    if (options.delay > 0) await delay(options.delay * 1_000);
    const closed = app.close();
    const timers = [
      // A connection that was busy when the server closed is idle afterwards.
      setInterval(() => server.closeIdleConnections(), look),
      // Node takes one on which no request ever came for busy.
      setTimeout(() => cut(silent), grace),
      setTimeout(() => {
        const { size } = sockets;
        if (size > 0) {
          app.log.warn({ connections: size }, `requests took longer than ${options.timeout} s: connections are cut`);
        }
        cut(sockets);
      }, options.timeout * 1_000),
    ];
    try {
      await closed;
    } finally {
      for (const timer of timers) clearTimeout(timer);
    }
  };
}

function keepIn(set: Set<Socket>, socket: Socket): void {
  set.add(socket);
  socket.once('close', () => set.delete(socket));
}

function cut(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
