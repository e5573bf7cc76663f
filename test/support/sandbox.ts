import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { identity } from '../../guichet.config.ts';

const cli = fileURLToPath(new URL('../../server-stub/reference/src/cli.ts', import.meta.url));
const { envPrefix } = identity;

/** Starts `serve --sandbox` with the pinned Node, in an environment of its own. */
export function spawnSandbox(args: readonly string[] = ['--port', '0'], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['--conditions=@guichet/source', cli, '--sandbox', ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  return { child, said };
}

export interface Sandbox {
  url: string;
  clientId: string;
  clientSecret: string;
  child: ChildProcess;
  said: { out: string; err: string };
  reset(): Promise<Response>;
  close(): Promise<void>;
}

/** A sandbox that answers, with the credential that it printed. */
export async function openSandbox(env: NodeJS.ProcessEnv = {}): Promise<Sandbox> {
  const { child, said } = spawnSandbox(undefined, env);
  while (!said.err.includes('answers at')) {
    if (child.exitCode !== null) throw new Error(`The sandbox ended: ${said.err}`);
    await Promise.race([once(child.stderr, 'data'), once(child, 'close')]);
  }
  // As a shell reads it.
  const printed = parseEnv(said.out);
  const url = printed[`${envPrefix}BASE_URL`]!;
  return {
    url,
    clientId: printed[`${envPrefix}CLIENT_ID`]!,
    clientSecret: printed[`${envPrefix}CLIENT_SECRET`]!,
    child,
    said,
    reset: () => fetch(`${url}/__${identity.slug}/reset`, { method: 'POST' }),
    async close() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}
