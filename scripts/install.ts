/** `node scripts/install.ts folder`: installs the packages of a folder with a lock file of its own, unless they are there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installFolder } from './lib/install.ts';
import { root } from './lib/stamp.ts';
import { StepError } from './lib/steps.ts';

try {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0 || !existsSync(join(root, folder, 'package-lock.json'))) {
    throw new StepError('Use `node scripts/install.ts folder`, a folder with a package-lock.json such as test/peers.');
  }
  await installFolder(folder);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
