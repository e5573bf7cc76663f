import { rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { UnknownUserError, issuePersonToken, type PersonToken } from './demo.ts';

// Only one process can open an embedded database. So that the command line can ask for a person's token while the
// server runs, the server answers on a socket in its data directory, which only its owner can reach.

type Place = Pick<Config, 'database' | 'dataDirectory' | 'production'>;

/** Opens the control socket of a server with an embedded database; others share their database and need none. */
export async function openControl(place: Place, app: App): Promise<{ close(): Promise<void> } | undefined> {
  const path = socketOf(place);
  // A worker thread cannot set the umask that protects the socket.
  if (path === undefined || !isMainThread) return undefined;
  // The lock on the database is held: a socket that lies there is a dead process's.
  await rm(path, { force: true });
  const server = createServer((incoming, outgoing) => {
    const { searchParams } = new URL(incoming.url ?? '/', 'http://control');
    issuePersonToken(app, searchParams.get('user') ?? '', Number(searchParams.get('ttl') ?? 3_600)).then(
      (token) => outgoing.end(JSON.stringify(token)),
      (error: unknown) => {
        outgoing.statusCode = error instanceof UnknownUserError ? 404 : 500;
        outgoing.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
      },
    );
  });
  return (await listen(server, path)) ? { close: () => close(server) } : undefined;
}

/**
 * Asks a running server for a person's token.
 *
 * @returns undefined when no server runs on this data directory
 * @throws UnknownUserError when nobody active has this login
 */
export function askRunningServer(place: Place, user: string, ttl: number): Promise<PersonToken | undefined> {
  const socketPath = socketOf(place);
  if (socketPath === undefined) return Promise.resolve(undefined);
  return new Promise((fulfil, reject) => {
    const path = `/token?${new URLSearchParams({ user, ttl: String(ttl) })}`;
    const call = request({ socketPath, path, timeout: 10_000 }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      if (response.statusCode === 200) return fulfil(JSON.parse(text) as PersonToken);
      return reject(new UnknownUserError((JSON.parse(text) as { message: string }).message));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => fulfil(undefined));
    call.end();
  });
}

function socketOf({ database, dataDirectory, production }: Place): string | undefined {
  if (production || database.kind !== 'directory') return undefined;
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${resolve(dataDirectory).replaceAll(/[:\\/]/gu, '-')}`
    : join(dataDirectory, 'control.sock');
}

/** @returns whether it listens; without the socket (a file system that has none) the server works all the same */
function listen(server: Server, path: string): Promise<boolean> {
  // Nobody else may connect, not even between the creation of the socket and a chmod.
  const mask = process.umask(0o177);
  return new Promise((fulfil) => {
    server.once('error', () => fulfil(false));
    server.listen(path, () => fulfil(true));
    process.umask(mask);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((fulfil) => {
    server.close(() => fulfil());
    server.closeAllConnections();
  });
}
