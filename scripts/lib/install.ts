import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import { digest, root } from './stamp.ts';
import { StepError } from './steps.ts';

/**
 * Installs what the lock file of a folder says, unless it is there. The folder is not a workspace: only the command
 * that wants it pays for it, and `npm ci` at the root knows nothing of it.
 *
 * @param folder relative to the root
 * @throws StepError when npm fails
 */
export async function installFolder(folder: string): Promise<void> {
  const wanted = digest(
    ['package.json', 'package-lock.json', '.npmrc'].map((file) => `${folder}/${file}`),
    `${process.platform} ${process.arch}`,
  );
  // In what is installed, so that it goes when that is removed.
  const stamp = join(root, folder, 'node_modules', '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error(`Installing ${folder}`);
  const { code, output } = await run('npm', ['ci'], { cwd: join(root, folder) });
  if (code !== 0) throw new StepError(`\`npm ci\` failed in ${folder}:\n${output}`);
  writeFileSync(stamp, wanted);
}
