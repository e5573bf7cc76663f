#!/usr/bin/env node
import { identity } from '../../../guichet.config.ts';
import { UsageError } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { KeyRotationError } from './credentials/key-rotation.ts';
import { ConfigError, variables } from './config.ts';
import { UnknownUserError } from './demo.ts';
import { refusalOf } from './operator.ts';
import { ListenError } from './listening.ts';
import { StoreError } from './store/index.ts';

const { slug, title } = identity;
const command = `${slug}-server`;

const columns = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

const help = () => `${title}: the reference server

  ${command} [serve] [OPTIONS], or one of these. COMMAND --help shows its options.

${columns(Object.entries(commands).map(([name, { summary }]) => [name, summary]))}

Settings, from the environment:
${columns(Object.entries(variables))}
`;

/** Help on a command, or on those that begin with a word: `credentials --help`. */
const helpOn = (words: string) =>
  Object.entries(commands)
    .filter(([name]) => name === words || (!Object.hasOwn(commands, words) && name.startsWith(`${words} `)))
    .map(([, { usage, summary }]) => `${command} ${usage}\n    ${summary}`)
    .join('\n');

async function main(args: string[]): Promise<void> {
  const words = args
    .slice(0, 2)
    .filter((arg) => !arg.startsWith('-'))
    .join(' ');
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log((words && helpOn(words)) || help());
    return;
  }
  // Without a command, or with options only, it serves.
  const named = args[0] !== undefined && !args[0].startsWith('-') ? args : ['serve', ...args];
  // `credentials list` is a command of two words.
  for (const count of [2, 1]) {
    const name = named.slice(0, count).join(' ');
    if (Object.hasOwn(commands, name)) return commands[name]!.run(named.slice(count));
  }
  throw new UsageError(`There is no command "${named.filter((arg) => !arg.startsWith('-')).join(' ')}".`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const expected = [UsageError, ConfigError, StoreError, ListenError, UnknownUserError, KeyRotationError].some(
    (kind) => error instanceof kind,
  );
  console.error(expected ? (error as Error).message : (refusalOf(error) ?? error));
  if (error instanceof UsageError) console.error(`${command} --help shows what there is.`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
