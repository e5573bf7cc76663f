import type { Operation } from '@guichet/front';
import { identity } from '../../../../guichet.config.ts';
import { closeOnSignal, type Ending } from '../running/process-end.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { startServer } from '../server.ts';
import { integer, optionsOf, type Command } from './command.ts';

const { envPrefix, title } = identity;

export const serve: Command = {
  async run(args) {
    const {
      sandbox = false,
      port,
      host,
      'allow-missing': allowMissing = false,
    } = optionsOf(args, {
      sandbox: { type: 'boolean' },
      port: { type: 'string' },
      host: { type: 'string' },
      'allow-missing': { type: 'boolean' },
    });
    const overrides = {
      allowMissing,
      ...(port === undefined ? {} : { port: integer('--port', port, 0, 65_535) }),
      ...(host === undefined ? {} : { host }),
    };
    if (sandbox) return untilSignal(await openSandbox(overrides), allowMissing);
    const server = await startServer(overrides);
    return untilSignal(server, allowMissing, { log: server.app.log, patience: server.patience });
  },
};

interface Serving {
  url: string;
  missing: readonly Operation[];
  close(): Promise<void>;
}

async function untilSignal(server: Serving, allowMissing: boolean, ending: Ending = {}): Promise<void> {
  const { url, missing } = server;
  console.error(`${title} answers at ${url}. Ctrl-C ends it.`);
  if (missing.length > 0) console.error(withoutHandler(missing, allowMissing));
  await closeOnSignal(server, ending);
}

/** An example could be taken for data, and a 501 for an outage. */
function withoutHandler(missing: readonly Operation[], allowMissing: boolean): string {
  const answer = allowMissing ? '501' : "the contract's examples, marked X-Answered-By: contract-example";
  return `Without a handler, answered by ${answer}: ${missing.map(({ operationId }) => operationId).join(', ')}.`;
}

/** Prints what a program needs, ready to paste into a shell. */
async function openSandbox(overrides: Parameters<typeof startSandbox>[0]) {
  const sandbox = await startSandbox(overrides);
  const { clientId, clientSecret } = sandbox.credential;
  const variables = { BASE_URL: sandbox.url, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret };
  for (const [name, value] of Object.entries(variables)) {
    // PowerShell on Windows, any other shell elsewhere.
    console.log(
      process.platform === 'win32' ? `$env:${envPrefix}${name}='${value}'` : `export ${envPrefix}${name}=${value}`,
    );
  }
  console.error(`A sandbox: nothing is kept. POST ${sandbox.url}/__${identity.slug}/reset puts everything back.`);
  return sandbox;
}
