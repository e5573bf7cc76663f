/** The other clients, out of the lock file of this folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installFolder } from '../../../../scripts/lib/install.ts';
import { generateByHeyApi } from './hey-api.ts';

const folder = join(import.meta.dirname, '..');

/** The peers and their versions. */
export const peerVersions = (): Record<string, string> =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> })
    .dependencies;

/**
 * Installs the peers, unless they are there, and has hey-api generate its clients.
 *
 * @throws StepError when npm fails
 */
export async function preparePeers(): Promise<void> {
  await installFolder('sdk/client/bench');
  await generateByHeyApi('fetch');
  await generateByHeyApi('ky');
}
