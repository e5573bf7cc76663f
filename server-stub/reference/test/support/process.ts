import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { identity } from '../../../../guichet.config.ts';

const { envPrefix } = identity;

/** Compiled sources, kept from one process to the next: without them each compiles all that it loads, a second's work. */
const compiled = fileURLToPath(new URL('../../../../node_modules/.cache/compiled/', import.meta.url));

/** What a process of a test gets of the tester's environment. */
export const bare = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled };

export interface ServerProcess {
  url: string;
  child: ChildProcess;
  /** Its exit code, and what it wrote to its standard output and error output. */
  ended: Promise<{ code: number | null; output: string; errors: string }>;
  /** What it has written to its standard output so far. */
  output(): string;
  /** Ends it at once, if it still runs. */
  end(): Promise<void>;
}

/** Starts the command line as a process of its own, as those who run it do. @returns when it answers */
export async function startProcess(
  env: Record<string, string>,
  module = new URL('../../src/cli.ts', import.meta.url),
  port = 0,
): Promise<ServerProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'process-'));
  const child = spawn(
    process.execPath,
    ['--conditions=@guichet/source', fileURLToPath(module), '--port', String(port)],
    {
      env: {
        ...bare,
        [`${envPrefix}DATA_DIR`]: directory,
        [`${envPrefix}SEED`]: 'none',
        [`${envPrefix}LOG_LEVEL`]: 'silent',
        ...env,
      },
    },
  );
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  const ended = once(child, 'close').then(async ([code]) => {
    await rm(directory, { recursive: true, force: true });
    return { code: code as number | null, output, errors };
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
      const found = /answers at (http\S+\d)/u.exec(errors)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`It ended before it answered: ${errors}`)));
  });
  return {
    url,
    child,
    ended,
    output: () => output,
    async end() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
