/** The other clients, out of the lock file of this folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../../scripts/lib/run.ts';
import { StepError } from '../../../../scripts/lib/steps.ts';
import { generateByHeyApi } from './hey-api.ts';

const folder = join(import.meta.dirname, '..');

interface Lock {
  packages: Record<string, { version: string }>;
}
const lockOf = (file: string): Lock['packages'] =>
  (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Lock).packages;

/** The peers and their versions. */
export const peerVersions = (): Record<string, string> =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> })
    .dependencies;

/** Whether what is installed is what the lock file says. */
function isInstalled(): boolean {
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) return false;
  const installed = lockOf('node_modules/.package-lock.json');
  return Object.entries(lockOf('package-lock.json')).every(
    ([path, { version }]) => path === '' || installed[path]?.version === version,
  );
}

/**
 * Installs the peers, unless they are there, and has hey-api generate its clients.
 *
 * @throws StepError when npm fails
 */
export async function preparePeers(): Promise<void> {
  if (!isInstalled()) {
    // Not `npm ci`, which refuses a lock file that lacks the optional binaries of another platform.
    const { code, output } = await run('npm', ['install'], { cwd: folder });
    if (code !== 0) throw new StepError(`npm install failed in ${folder}:\n${output}`);
  }
  await generateByHeyApi('fetch');
  await generateByHeyApi('ky');
}
