#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { identity } from '../../../guichet.config.ts';
import { createApp } from './app.ts';
import { ConfigError, readConfig, variables } from './config.ts';
import { askRunningServer } from './control.ts';
import { UnknownUserError, issuePersonToken } from './demo.ts';
import { ListenError, closeOnSignal, startServer } from './server.ts';
import { migrate, openStore, StoreError } from './store/index.ts';

const { slug, title } = identity;
const command = `${slug}-server`;

const help = `${title}: the reference server

  ${command} [serve] [--port N] [--host ADDRESS]   answer the contract
  ${command} token --user NAME [--ttl SECONDS]     print a person's access token
  ${command} migrate                               bring the database up to date, and end

Settings, from the environment:
${Object.entries(variables)
  .map(
    ([name, meaning]) =>
      `  ${name.padEnd(Math.max(...Object.keys(variables).map(({ length }) => length)))}  ${meaning}`,
  )
  .join('\n')}
`;

/** What was typed makes no sense. */
class UsageError extends Error {}

const commands: Record<string, (options: Options) => Promise<void>> = {
  async serve({ port, host }) {
    const server = await startServer({
      ...(port === undefined ? {} : { port: integer('--port', port, 0, 65_535) }),
      ...(host === undefined ? {} : { host }),
    });
    console.error(`${title} answers at ${server.url}. Ctrl-C ends it.`);
    await closeOnSignal(server);
  },

  async token({ user, ttl = '3600' }) {
    if (user === undefined) throw new UsageError('Whose token? Add --user NAME.');
    const seconds = integer('--ttl', ttl, 1, 43_200);
    const config = readConfig();
    if (config.production) {
      throw new UsageError("A person's token is printed in development only: in production people sign in.");
    }
    const asked = await askRunningServer(config, user, seconds);
    if (asked !== undefined) {
      console.log(asked.accessToken);
      return;
    }
    const app = await createApp({ ...config, logLevel: 'silent' });
    try {
      console.log((await issuePersonToken(app, user, seconds)).accessToken);
    } finally {
      await app.close();
    }
  },

  async migrate() {
    const store = await openStore(readConfig().database);
    try {
      const done = await migrate(store.db);
      console.error(done.length === 0 ? 'The database is up to date.' : `Done: ${done.join(', ')}.`);
    } finally {
      await store.close();
    }
  },
};

interface Options {
  port?: string | undefined;
  host?: string | undefined;
  user?: string | undefined;
  ttl?: string | undefined;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    console.log(help);
    return;
  }
  const [name = 'serve', ...rest] = positionals;
  const run = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (run === undefined || rest.length > 0) throw new UsageError(`There is no command "${positionals.join(' ')}".`);
  await run(values);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        user: { type: 'string' },
        ttl: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function integer(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${option} takes a whole number from ${least} to ${most}.`);
  return value;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = [UsageError, ConfigError, StoreError, ListenError, UnknownUserError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected ? (error as Error).message : error);
  if (error instanceof UsageError) console.error(`${command} --help shows what there is.`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
