#!/usr/bin/env node
import { identity } from '../../../guichet.config.ts';
import { integer, optionsOf, UsageError } from './commands/command.ts';
import { ListenError } from './listening.ts';
import { ConfigError, variables } from './registry/config.ts';
import { startRegistry } from './registry/server.ts';
import { closeOnSignal } from './running/process-end.ts';
import { StoreError } from './store/errors.ts';

const { slug, title } = identity;
const command = `${slug}-registry`;

const help = () => {
  const width = Math.max(...Object.keys(variables).map((name) => name.length));
  return `${title}: the registry of clients and their API keys

  ${command} [--port N] [--host ADDRESS]

Settings, from the environment:
${Object.entries(variables)
  .map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
  .join('\n')}
`;
};

async function main(args: string[]): Promise<void> {
  const options = optionsOf(args, {
    help: { type: 'boolean', short: 'h' },
    port: { type: 'string' },
    host: { type: 'string' },
  });
  if (options.help === true) {
    console.log(help());
    return;
  }
  const registry = await startRegistry({
    ...(options.port === undefined ? {} : { port: integer('--port', options.port, 0, 65_535) }),
    ...(options.host === undefined ? {} : { host: options.host }),
  });
  console.error(`${title}: the registry answers at ${registry.url}. Ctrl-C ends it.`);
  // Whoever started it as a part of something is gone, and would have ended it.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // To listen for it must not keep the process alive when it has closed.
  process.channel?.unref();
  await closeOnSignal(registry, { log: registry.app.log, patience: registry.patience });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = [UsageError, ConfigError, StoreError, ListenError].some((kind) => error instanceof kind);
  console.error(expected ? (error as Error).message : error);
  if (error instanceof UsageError) console.error(`${command} --help shows what there is.`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
