import { rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { UnknownUserError, issuePersonToken } from './demo.ts';
import { OperatorError } from './operator-error.ts';
import { operatorActions, refusalOf, type OperatorActions } from './operator.ts';
import { writeBackup } from './store/backup.ts';
import { StoreError } from './store/index.ts';

// Only one process can open an embedded database. So that the command line can do its work while the server runs, the
// server answers on a socket in its data directory, which only its owner can reach.

type Place = Pick<Config, 'database' | 'dataDirectory' | 'production'>;

/** What the server does for the command line, by name. */
interface ControlActions extends OperatorActions {
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

type Input<Name extends keyof ControlActions> = Parameters<ControlActions[Name]>[1];
type Output<Name extends keyof ControlActions> = Awaited<ReturnType<ControlActions[Name]>>;

/** Opens the control socket of a server with an embedded database; others share their database and need none. */
export async function openControl(place: Place, app: App): Promise<{ close(): Promise<void> } | undefined> {
  const path = socketOf(place);
  // A worker thread cannot set the umask that protects the socket.
  if (path === undefined || !isMainThread) return undefined;
  // The lock on the database is held: a socket that lies there is a dead process's.
  await rm(path, { force: true });
  const server = createServer((incoming, outgoing) => {
    perform(incoming, app).then(
      (answer) => outgoing.end(JSON.stringify(answer)),
      (error: unknown) => {
        const message =
          error instanceof UnknownUserError || error instanceof StoreError ? error.message : refusalOf(error);
        outgoing.statusCode = message === undefined ? 500 : 422;
        outgoing.end(JSON.stringify({ message: message ?? 'The server could not do it. Its log says why.' }));
        if (message === undefined) app.app.log.error({ err: error }, 'a command failed');
      },
    );
  });
  return (await listen(server, path)) ? { close: () => close(server) } : undefined;
}

/**
 * Asks a running server to do something.
 *
 * @returns undefined when no server runs on this data directory
 * @throws OperatorError when it refuses
 */
export function askRunningServer<Name extends keyof ControlActions>(
  place: Place,
  name: Name,
  input: Input<Name>,
): Promise<{ answer: Output<Name> } | undefined> {
  const socketPath = socketOf(place);
  if (socketPath === undefined) return Promise.resolve(undefined);
  return new Promise((fulfil, reject) => {
    const call = request({ socketPath, method: 'POST', path: `/${name}` }, (response) => {
      fulfil(answerOf(response));
    });
    // What was sent may have been done: only a server that is not there is passed by.
    call.on('error', (error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'].includes(error.code ?? '')) fulfil(undefined);
      else
        reject(new OperatorError(`The running server did not answer (${error.message}). Look before you try again.`));
    });
    call.setTimeout(30_000, () => call.destroy(new Error('no answer within 30 seconds')));
    call.end(JSON.stringify(input));
  });
}

async function answerOf<Answer>(response: IncomingMessage): Promise<{ answer: Answer }> {
  const body: unknown = JSON.parse(await textOf(response));
  if (response.statusCode !== 200) throw new OperatorError((body as { message: string }).message);
  return { answer: body as Answer };
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

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
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
