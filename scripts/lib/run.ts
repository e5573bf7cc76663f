import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './stamp.ts';

export interface RunResult {
  code: number;
  output: string;
}

/** The environment in which the pinned Node and the local tools come first, and tools stay quiet and offline. */
export const toolEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  SCARF_ANALYTICS: 'false',
};

/**
 * The compiler of TypeScript 7, a program of its own that takes a third of the time. The generators use that of TypeScript 6 as a
 * library, which 7 is not.
 */
export const tsc = join(root, 'node_modules/typescript-7/bin/tsc');

/** Runs a command from the root. `echo` shows its output as it comes; the output is returned in both cases. */
export function run(
  command: string,
  args: readonly string[],
  options: { echo?: boolean; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...toolEnvironment, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk;
      if (options.echo) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
