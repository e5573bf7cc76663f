import { request, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import type { ControlActions } from './control.ts';
import { OperatorError } from './operator-error.ts';

// The side of the command line. It loads nothing of the server: to ask takes no longer than Node takes to start.

export type Place = Pick<Config, 'database' | 'dataDirectory' | 'production'>;

type Input<Name extends keyof ControlActions> = Parameters<ControlActions[Name]>[1];
type Output<Name extends keyof ControlActions> = Awaited<ReturnType<ControlActions[Name]>>;

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
        reject(
          new OperatorError(
            `The running server did not answer (${error.message}). Check the state before you try again.`,
          ),
        );
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

export async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
}

/** Where a server with an embedded database answers; others share their database and need no socket. */
export function socketOf({ database, dataDirectory, production }: Place): string | undefined {
  if (production || database.kind !== 'directory') return undefined;
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${resolve(dataDirectory).replaceAll(/[:\\/]/gu, '-')}`
    : join(dataDirectory, 'control.sock');
}
