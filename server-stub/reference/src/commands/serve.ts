import { identity } from '../../../../guichet.config.ts';
import { closeOnSignal, type Ending } from '../running/process-end.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startServer } from '../server.ts';
import { integer, optionsOf, type Command } from './command.ts';

const { envPrefix, title } = identity;

export const serve: Command = {
  usage: '[serve] [--sandbox] [--port N] [--host ADDRESS]',
  summary: 'answer the contract; with --sandbox from memory, for tests',
  async run(args) {
    const {
      sandbox = false,
      port,
      host,
    } = optionsOf(args, { sandbox: { type: 'boolean' }, port: { type: 'string' }, host: { type: 'string' } });
    const place = {
      ...(port === undefined ? {} : { port: integer('--port', port, 0, 65_535) }),
      ...(host === undefined ? {} : { host }),
    };
    if (sandbox) return untilSignal(await openSandbox(place));
    const server = await startServer(place);
    return untilSignal(server, { log: server.app.log, patience: server.patience });
  },
};

async function untilSignal(server: { url: string; close(): Promise<void> }, ending: Ending = {}): Promise<void> {
  console.error(`${title} answers at ${server.url}. Ctrl-C ends it.`);
  await closeOnSignal(server, ending);
}

/** Prints what a program needs, ready to paste into a shell. */
async function openSandbox(place: { port?: number; host?: string }) {
  const sandbox = await startSandbox(place);
  const { clientId, clientSecret } = sandbox.credential;
  const variables = { BASE_URL: sandbox.url, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  for (const [name, value] of Object.entries(variables)) console.log(`export ${envPrefix}${name}=${value}`);
  console.error(`A sandbox: nothing is kept. POST ${sandbox.url}/__${identity.slug}/reset puts everything back.`);
  return sandbox;
}
