import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

export interface DatabaseProxy {
  /** The database, through the proxy. */
  url: string;
  /** Swallows what the database announces (NOTIFY), as if it were lost on the way. */
  deaf: boolean;
  /** Swallows all that the database sends, as if it were lost on the way: it does what it is told, and nobody hears. */
  mute: boolean;
  /** Ends all connections. */
  cut(): void;
  /** Lets nothing through any more, and closes nothing: as a host that froze. */
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

/** `NotificationResponse` of PostgreSQL's protocol. */
const notification = 'A'.charCodeAt(0);

/**
 * Stands between a server and its database.
 *
 * @param rewrite - changes what the database sends; the length must stay
 */
export async function proxyTo(url: string, rewrite = (bytes: Buffer): Buffer => bytes): Promise<DatabaseProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let stalled = false;

  const server = createServer((client) => {
    const database = createConnection(Number(target.port || 5432), target.hostname);
    let rest: Buffer = Buffer.alloc(0);
    database.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      // Each message: a letter, and the length of what follows, which counts itself.
      while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
        const end = 1 + rest.readUInt32BE(1);
        const message = rest.subarray(0, end);
        rest = rest.subarray(end);
        if (!proxy.mute && !(proxy.deaf && message[0] === notification)) client.write(rewrite(message));
      }
    });
    client.on('data', (bytes) => database.write(bytes));
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(socket);
      if (stalled) socket.pause();
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String((server.address() as AddressInfo).port);
  const proxy: DatabaseProxy = {
    url: proxied.href,
    deaf: false,
    mute: false,
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
