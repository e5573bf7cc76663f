#!/usr/bin/env node
import { identity } from '../../../guichet.config.ts';
import { integer, optionsOf, UsageError } from './commands/command.ts';
import { OperatorError } from './operator-error.ts';
import { variables } from './registry/config.ts';

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
  // Help and typing errors do without the server.
  const { startRegistry } = await import('./registry/server.ts');
  const { closeOnSignal } = await import('./running/process-end.ts');
  const registry = await startRegistry({
    ...(options.port === undefined ? {} : { port: integer('--port', options.port, 0, 65_535) }),
    ...(options.host === undefined ? {} : { host: options.host }),
  });
  console.error(`${title}: the registry answers at ${registry.url}. Ctrl-C ends it.`);
  // The process that started it is gone, and would have ended it.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // To listen for it must not keep the process alive when it has closed.
  process.channel?.unref();
  await closeOnSignal(registry, { log: registry.app.log, patience: registry.patience });
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof UsageError || error instanceof OperatorError;
  console.error(expected ? error.message : error);
  if (error instanceof UsageError) console.error(`Run \`${command} --help\` for usage.`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
