import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { build } from 'tsup';
import type { BuiltPackage, CopiedDependency } from './packages.ts';
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

/** Puts what stands in for imports of a copied dependency in their place. */
const standIn = ({ name, instead }: CopiedDependency): Plugin => {
  const prefix = '\0instead-of:';
  return {
    name: 'stand-in',
    resolveId(specifier, importer) {
      const end = importer?.includes(`/node_modules/${name}/`)
        ? Object.keys(instead).find((each) => specifier.endsWith(each))
        : undefined;
      return end === undefined ? undefined : prefix + end;
    },
    load: (id) => (id.startsWith(prefix) ? instead[id.slice(prefix.length)] : undefined),
  };
};

/** Names of the packages among specifiers. */
const packagesOf = (specifiers: Iterable<string>): Set<string> =>
  new Set([...specifiers].map((specifier) => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)![0]));

/** @throws Error when the code imports what its package does not depend on: here it would be found, there it would not */
function refuseUndeclared(imported: Iterable<string>, folder: string): void {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >;
  const declared = { ...dependencies, ...peerDependencies };
  const missing = [...packagesOf(imported)].filter((name) => !isBuiltin(name) && !(name in declared));
  if (missing.length > 0) throw new Error(`It imports ${missing.join(', ')}: declare them in its package.json.`);
}

/** Where a module is written: those of a copied dependency below its own name, which no `node_modules` is part of. */
function placeOf(module: string, copied: CopiedDependency | undefined): string {
  // Identity is the only source of ours outside of the package.
  if (module.endsWith('.config')) return 'identity';
  const [, path] = copied ? module.split(`node_modules/${copied.name}/`) : [];
  return path === undefined ? module.replaceAll(/[^\w./-]/g, '_') : `copied/${copied!.name}/${path}`;
}

/**
 * JavaScript of one package: one file for each source, so that a partner's bundler keeps what is used and no more, and
 * that errors are the same classes in every entry.
 */
export const bundleCode = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'build', async () => {
    const folder = join(root, pkg.folder);
    const dist = join(folder, 'dist');
    const { copied } = pkg;
    const imported = new Set<string>();
    const bundle = await rolldown({
      cwd: folder,
      input: entriesOf(pkg),
      // What a package depends on is installed beside it; copied into it is only what says so.
      external(id) {
        const outside = /^[^./\0]/.test(id) && !(copied && (id.startsWith(`${copied.name}/`) || id in copied.instead));
        if (outside) imported.add(id);
        return outside;
      },
      plugins: copied ? [standIn(copied)] : [],
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
        entryFileNames: ({ name }) => `${placeOf(name, copied)}.${extension}`,
      });
      for (const file of output) {
        written.add(file.fileName);
        // A command. npm would see to it when it installs, which was before there was a build.
        if (file.type === 'chunk' && file.code.startsWith('#!')) chmodSync(join(dist, file.fileName), 0o755);
      }
    }
    await bundle.close();
    refuseUndeclared(imported, folder);
    // Of an earlier build: it would be packed too.
    for (const file of files([`${pkg.folder}/dist/**/*.{js,cjs}`])) {
      if (!written.has(relative(dist, file))) rmSync(file);
    }
    if (copied) {
      copyFileSync(join(root, 'node_modules', copied.name, 'LICENSE'), join(dist, 'copied', copied.name, 'LICENSE'));
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
