import { identity } from '../../../../guichet.config.ts';
import { closeOnSignal } from '../listening.ts';
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
    const server = sandbox ? await openSandbox(place) : await startServer(place);
    console.error(`${title} answers at ${server.url}. Ctrl-C ends it.`);
    await closeOnSignal(server);
  },
};

/** Prints what a program needs, ready to paste into a shell. */
async function openSandbox(place: { port?: number; host?: string }) {
  const sandbox = await startSandbox(place);
  const { clientId, clientSecret } = sandbox.credential;
  const variables = { BASE_URL: sandbox.url, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  for (const [name, value] of Object.entries(variables)) console.log(`export ${envPrefix}${name}=${value}`);
  console.error(`A sandbox: nothing is kept. POST ${sandbox.url}/__${identity.slug}/reset puts everything back.`);
  return sandbox;
}
