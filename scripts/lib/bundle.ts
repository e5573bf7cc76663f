import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, build } from 'tsup';
import type { BuiltPackage } from './packages.ts';
import { root } from './stamp.ts';
import { StepError } from './steps.ts';

const shared = (pkg: BuiltPackage): Options => {
  const folder = join(root, pkg.folder);
  return {
    config: false,
    silent: true,
    entry: Object.fromEntries(Object.entries(pkg.entries).map(([name, source]) => [name, join(folder, source)])),
    format: [...pkg.formats],
    outDir: join(folder, 'dist'),
    tsconfig: join(root, 'tsconfig.base.json'),
    // Without splitting, each entry would carry its own copy of the error classes, and `instanceof` would break.
    splitting: true,
    target: 'node22',
    // What a package depends on is installed beside it, never copied into it.
    skipNodeModulesBundle: true,
    removeNodeProtocol: false,
  };
};

async function attempt(pkg: BuiltPackage, what: string, work: () => Promise<void>): Promise<void> {
  // tsup reports its own failures on the console and then rejects; the sentence says where.
  try {
    await work();
  } catch (error) {
    throw new StepError(`The ${what} of ${pkg.folder} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** JavaScript of one package, and the contract that ships inside. */
export const bundleCode = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'build', async () => {
    await build({ ...shared(pkg), sourcemap: false, dts: false, clean: false });
    if (pkg.contract) {
      copyFileSync(join(root, `spec/dist/${pkg.contract}.json`), join(root, pkg.folder, 'dist/contract.json'));
    }
  });

/** Declarations of one package, one file an entry. */
export const bundleTypes = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'type build', () => build({ ...shared(pkg), dts: { only: true }, clean: false }));
