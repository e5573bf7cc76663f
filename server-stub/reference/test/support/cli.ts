import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { vi } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { main } from '../../src/commands/main.ts';
import { bare } from './process.ts';

const { envPrefix } = identity;
const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const words = ['--conditions=@guichet/source', cli];

export interface Run {
  code: number | null;
  output: string;
  errors: string;
}

/** Settings under which the command line has a data directory of its own and nothing of the tester's. */
const environment = (directory: string, env: Record<string, string>) => ({
  ...bare,
  [`${envPrefix}DATA_DIR`]: directory,
  [`${envPrefix}LOG_LEVEL`]: 'silent',
  ...env,
});

/** Runs the real command in a process of its own, without a terminal. `runHere` shows the same for a tenth of the time. */
export function runCli(directory: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const child = spawn(process.execPath, [...words, ...args], { env: environment(directory, env) });
  child.stdin.end();
  return ended(child);
}

/** Does in this process what the command does, from its words to its exit code. One at a time, without a terminal. */
export async function runHere(directory: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const outside = process.env;
  const said = { log: '', error: '' };
  const spies = (['log', 'error'] as const).map((stream) =>
    vi.spyOn(console, stream).mockImplementation((...parts: unknown[]) => {
      said[stream] += `${format(...parts)}\n`;
    }),
  );
  process.env = environment(directory, env);
  try {
    const code = await main(args);
    return { code, output: said.log, errors: said.error };
  } finally {
    process.env = outside;
    for (const spy of spies) spy.mockRestore();
  }
}

/** Runs the real command at a pseudo terminal (util-linux's `script`), where each question is answered in turn. */
export function runAtTerminal(
  directory: string,
  args: string[],
  answers: readonly [question: string, answer: string][],
  env: Record<string, string> = {},
) {
  const command = [process.execPath, ...words, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: environment(directory, env) });
  const left = [...answers];
  let unread = '';
  child.stdout.on('data', (chunk: Buffer) => {
    unread += chunk.toString();
    const [next] = left;
    if (next === undefined || !unread.includes(next[0])) return;
    left.shift();
    unread = '';
    child.stdin.write(`${next[1]}\r`);
  });
  return ended(child);
}

function ended(child: ReturnType<typeof spawn>): Promise<Run> {
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (errors += chunk));
  return once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors }));
}
