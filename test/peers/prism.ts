import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { toolEnvironment } from '../../scripts/lib/run.ts';

/** Its command line. Beside other programs of this folder: what else is in PATH is not asked. */
export const prismCommand = join(import.meta.dirname, 'node_modules/@stoplight/prism-cli/dist/index.js');

/** Prism's command line as a process. */
export interface PrismProcess {
  url: string;
  /** What it has said until now. */
  log(): string;
  close(): Promise<void>;
}

/**
 * Starts the command `prism` and waits until it listens.
 *
 * @param args - words of the command, such as `mock openapi.json`, without port and host
 * @throws {Error} with what it said when it does not listen within 60 s
 */
export async function startPrism(args: readonly string[]): Promise<PrismProcess> {
  const port = await freePort();
  const prism = spawn(process.execPath, [prismCommand, ...args, '--port', String(port), '--host', '127.0.0.1'], {
    env: toolEnvironment,
  });
  let log = '';
  for (const stream of [prism.stdout, prism.stderr]) stream.on('data', (chunk: Buffer) => (log += chunk));
  const exited = once(prism, 'exit');
  const close = async () => {
    if (prism.exitCode === null) prism.kill('SIGTERM');
    await exited;
  };
  for (let attempt = 0; attempt < 600 && !log.includes('listening') && prism.exitCode === null; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (!log.includes('listening')) {
    await close();
    throw new Error(`prism ${args.join(' ')} does not listen:\n${log}`);
  }
  return { url: `http://127.0.0.1:${port}`, log: () => log, close };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}
