import { identity } from '../../../../guichet.config.ts';
import { variables } from '../config.ts';
import { OperatorError } from '../operator-error.ts';
import { UsageError } from './command.ts';
import { commands } from './index.ts';

const { slug, title } = identity;
const command = `${slug}-server`;

const columns = (rows: readonly (readonly [string, string])[]) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

const help = () => `${title}: the reference server, our platform. A server of your own begins with server-stub/stub

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

async function run(args: string[]): Promise<void> {
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
    if (Object.hasOwn(commands, name)) return (await commands[name]!.load()).run(named.slice(count));
  }
  throw new UsageError(`There is no command "${named.filter((arg) => !arg.startsWith('-')).join(' ')}".`);
}

/**
 * Does what the words of a command line say. What goes wrong is said on the error output.
 *
 * @returns the exit code
 */
export async function main(args: string[]): Promise<number> {
  try {
    await run(args);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\nRun \`${command} --help\` for usage.`);
      return 2;
    }
    console.error(error instanceof OperatorError ? error.message : await said(error));
    return 1;
  }
}

/** Whatever could throw a problem has loaded the operations already: help and typing errors do without them. */
async function said(error: unknown): Promise<unknown> {
  const { ContractError, MissingHandlerError } = await import('@guichet/front');
  const { refusalOf } = await import('../operator.ts');
  if (error instanceof ContractError || error instanceof MissingHandlerError) return error.message;
  return refusalOf(error) ?? error;
}
