import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { build } from 'tsup';
import type { BuiltPackage } from './packages.ts';
import { files, root } from './stamp.ts';
import { StepError } from './steps.ts';

const entriesOf = (pkg: BuiltPackage): Record<string, string> =>
  Object.fromEntries(Object.entries(pkg.entries).map(([name, source]) => [name, join(root, pkg.folder, source)]));

async function attempt(pkg: BuiltPackage, what: string, work: () => Promise<void>): Promise<void> {
  // tsup reports its own failures on the console and then rejects; the sentence says where.
  try {
    await work();
  } catch (error) {
    throw new StepError(`The ${what} of ${pkg.folder} failed: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * JavaScript of one package: one file for each source, so that a partner's bundler keeps what is used and no more, and
 * that errors are the same classes in every entry.
 */
export const bundleCode = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'build', async () => {
    const folder = join(root, pkg.folder);
    const dist = join(folder, 'dist');
    const bundle = await rolldown({
      cwd: folder,
      input: entriesOf(pkg),
      // What a package depends on is installed beside it, never copied into it.
      external: /^[^./]/,
      platform: 'node',
      tsconfig: false,
      logLevel: 'warn',
    });
    const written = new Set<string>();
    for (const format of pkg.formats) {
      const extension = format === 'cjs' ? 'cjs' : 'js';
      const { output } = await bundle.write({
        dir: dist,
        format,
        preserveModules: true,
        preserveModulesRoot: join(folder, 'src'),
        // Identity is the only source outside of the package.
        entryFileNames: ({ name }) => `${name.endsWith('.config') ? 'identity' : name}.${extension}`,
      });
      for (const { fileName } of output) written.add(fileName);
    }
    await bundle.close();
    // Of an earlier build: it would be packed too.
    for (const file of files([`${pkg.folder}/dist/**/*.{js,cjs}`])) {
      if (!written.has(relative(dist, file))) rmSync(file);
    }
    for (const [file, contract] of Object.entries(pkg.contracts ?? {})) {
      copyFileSync(join(root, `spec/dist/${contract}.json`), join(dist, file));
    }
  });

/** Declarations of one package, one file an entry. */
export const bundleTypes = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'type build', async () => {
    for (const file of files([`${pkg.folder}/dist/**/*.d.{ts,cts}`])) rmSync(file);
    await build({
      config: false,
      silent: true,
      entry: entriesOf(pkg),
      format: [...pkg.formats],
      outDir: join(root, pkg.folder, 'dist'),
      tsconfig: join(root, 'tsconfig.base.json'),
      target: 'node22',
      skipNodeModulesBundle: true,
      dts: { only: true },
      clean: false,
    });
    // The bundler of declarations drops references; a project whose `lib` ends before it would not compile.
    for (const file of files([`${pkg.folder}/dist/**/*.d.{ts,cts}`])) {
      const text = readFileSync(file, 'utf8');
      if (text.includes('Symbol.asyncDispose'))
        writeFileSync(file, `/// <reference lib="esnext.disposable" />\n${text}`);
    }
  });
