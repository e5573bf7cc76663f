import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import type { App } from './app.ts';
import { socketOf, textOf, type Place } from './control-client.ts';
import { issuePersonToken } from './demo.ts';
import { OperatorError } from './operator-error.ts';
import { operatorActions, refusalOf, type OperatorActions } from './operator.ts';
import { writeBackup } from './store/backup.ts';

// Only one process can open an embedded database. So that the command line can do its work while the server runs, the
// server answers on a socket in its data directory, which only its owner can reach.

/** What the server does for the command line, by name. */
export interface ControlActions extends OperatorActions {
  backup(app: App, input: { file: string }): Promise<object>;
  token(app: App, input: { user: string; ttl: number }): ReturnType<typeof issuePersonToken>;
}

const actions: ControlActions = {
  ...operatorActions,
  token: (app, { user, ttl }) => issuePersonToken(app, user, ttl),
  async backup({ dump }, { file }) {
    await writeBackup({ dump }, file);
    return {};
  },
};

/** Opens the control socket of a server with an embedded database; others share their database and need none. */
export async function openControl(place: Place, app: App): Promise<{ close(): Promise<void> } | undefined> {
  const path = socketOf(place);
  // A worker thread cannot set the umask that protects the socket.
  if (path === undefined || !isMainThread) return undefined;
  // The lock on the database is held: a socket found there belongs to a dead process.
  await rm(path, { force: true });
  const server = createServer((incoming, outgoing) => {
    perform(incoming, app).then(
      (answer) => outgoing.end(JSON.stringify(answer)),
      (error: unknown) => {
        const message = refusalOf(error);
        outgoing.statusCode = message === undefined ? 500 : 422;
        outgoing.end(JSON.stringify({ message: message ?? 'The server failed to do it. Its log says why.' }));
        if (message === undefined) app.app.log.error({ err: error }, 'a command failed');
      },
    );
  });
  return (await listen(server, path)) ? { close: () => close(server) } : undefined;
}

async function perform(incoming: IncomingMessage, app: App): Promise<unknown> {
  const name = (incoming.url ?? '/').slice(1);
  if (incoming.method !== 'POST' || !Object.hasOwn(actions, name)) {
    throw new OperatorError('The running server does not know this command: it is of another version. Restart it.');
  }
  const action = actions[name as keyof ControlActions] as (app: unknown, input: unknown) => Promise<unknown>;
  const input: unknown = JSON.parse(await textOf(incoming));
  const done = await action({ ...app, scopes: app.contract.scopes }, input);
  await app.changes.sync();
  return done;
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
