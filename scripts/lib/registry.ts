import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identity } from '../../guichet.config.ts';
import { root } from './stamp.ts';
import { StepError } from './steps.ts';

export interface RegistryProcess {
  close(): Promise<void>;
}

export interface RegistrySettings {
  port: number;
  /** Origin of the server whose tokens it takes. */
  issuer: string;
  dataDirectory: string;
  /** Address of the docs, for its page. */
  docsUrl?: string;
}

/** How long it may take to open its database, in ms. */
const patience = 60_000;

/**
 * Starts the built registry as a process of its own, as it is in production, and waits until it is ready. It ends with
 * this process, also when that is killed.
 *
 * @throws StepError with what it said, when it ends instead
 */
export async function startRegistryProcess({
  port,
  issuer,
  dataDirectory,
  docsUrl = '',
}: RegistrySettings): Promise<RegistryProcess> {
  const setting = (name: string) => `${identity.envPrefix}REGISTRY_${name}`;
  const child = spawn(process.execPath, [join(root, 'server-stub/reference/dist/registry-cli.js')], {
    env: {
      ...Object.fromEntries(['PATH', 'HOME', 'TMPDIR'].map((name) => [name, process.env[name]])),
      [setting('PORT')]: String(port),
      [setting('ISSUER')]: issuer,
      [setting('DATA_DIR')]: dataDirectory,
      [setting('DOCS_URL')]: docsUrl,
      [setting('LOG_LEVEL')]: 'warn',
    },
    // Ctrl-C is for us: we end it when nobody asks it any more. The channel tells it when we are gone.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const ended = once(child, 'exit');
  let ready = false;
  child.once('exit', (code, signal) => {
    if (ready) console.error(`The registry has ended (${signal ?? code}). ${said.trim()}`);
  });
  const url = `http://localhost:${port}`;
  const close = async () => {
    ready = false;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
  };

  const late = Date.now() + patience;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new StepError(`The registry did not start: ${said.trim()}`);
    }
    if (Date.now() > late) {
      await close();
      throw new StepError(`The registry was not ready after ${patience / 1_000} s. ${said.trim()}`);
    }
    await delay(50);
  }
  ready = true;
  return { close };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
