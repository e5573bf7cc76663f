import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './stamp.ts';
import { type RunResult, run, toolEnvironment } from './run.ts';

/** Whether the kernel can be asked for a network that has nothing in it but this machine: Linux, mostly. */
let namespaces: Promise<boolean> | undefined;
const canIsolate = (): Promise<boolean> =>
  (namespaces ??= run('unshare', ['--map-root-user', '--net', 'ip', 'link', 'set', 'lo', 'up']).then(
    ({ code }) => code === 0,
    () => false,
  ));

const guard = join(root, 'scripts/lib/loopback-only.js');

/**
 * Runs a bash script where nothing but this machine can be reached: in a network of its own where the system has that,
 * otherwise with a guard in every Node process. What it left running in the background ends with it.
 */
export async function runOffline(
  script: string,
  { cwd, env = {} }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<RunResult> {
  const isolated = await canIsolate();
  const [command, args] = isolated
    ? ['unshare', ['--map-root-user', '--net', 'bash', '-c', `ip link set lo up\n${script}`]]
    : ['bash', ['-c', script]];
  const child = spawn(command as string, args as string[], {
    cwd,
    env: { ...toolEnvironment, ...env, ...(isolated ? {} : { NODE_OPTIONS: `--import=${guard}` }) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      try {
        process.kill(-child.pid!, 'SIGTERM');
      } catch (error) {
        // Nothing is left.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') reject(error as Error);
      }
      child.once('close', () => resolve({ code: code ?? 1, output }));
    });
  });
}
