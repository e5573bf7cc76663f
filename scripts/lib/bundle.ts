import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import type { BuiltPackage, CopiedDependency } from './packages.ts';
import { run, tsc } from './run.ts';
import { files, root } from './stamp.ts';
import { StepError } from './steps.ts';

const entriesOf = (pkg: BuiltPackage): Record<string, string> =>
  Object.fromEntries(Object.entries(pkg.entries).map(([name, source]) => [name, join(root, pkg.folder, source)]));

async function attempt(pkg: BuiltPackage, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new StepError(`The ${what} of ${pkg.folder} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** Replaces imports of a copied dependency by what stands in for them. */
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

/** Whether a specifier names a package, not a path: on Windows those begin with a letter too. */
const isPackage = (specifier: string): boolean => !/^[./\0]/.test(specifier) && !isAbsolute(specifier);

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
      // What a package depends on is installed beside it; only what says so is copied into it.
      external(id) {
        const outside = isPackage(id) && !(copied && (id.startsWith(`${copied.name}/`) || id in copied.instead));
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
        // A command. npm does this when it installs, but that was before there was a build.
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

/** Where TypeScript puts the declarations of each source, before they are bundled. */
const drafts = join(root, 'node_modules/.cache/declarations');

/** The sources of a draft name each other as they are written: `./errors.ts` is `./errors.d.ts` beside it. */
const betweenDrafts: Plugin = {
  name: 'between-drafts',
  resolveId: (specifier, importer) =>
    importer?.startsWith(drafts) && specifier.startsWith('.')
      ? join(dirname(importer), specifier.replace(/\.[jt]s$/, '.d.ts'))
      : undefined,
};

/** Declarations of one package, one file an entry. They are not judged here: `npm test` and `npm run check` do so. */
export const bundleTypes = (pkg: BuiltPackage): Promise<void> =>
  attempt(pkg, 'type build', async () => {
    for (const file of files([`${pkg.folder}/dist/**/*.d.{ts,cts}`])) rmSync(file);
    const draft = join(drafts, pkg.folder);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    const project = join(draft, 'tsconfig.json');
    writeFileSync(
      project,
      JSON.stringify({
        extends: join(root, 'tsconfig.base.json'),
        compilerOptions: {
          noEmit: false,
          declaration: true,
          emitDeclarationOnly: true,
          noCheck: true,
          rootDir: root,
          outDir: draft,
        },
        files: Object.values(entriesOf(pkg)),
      }),
    );
    const { code, output } = await run('node', [tsc, '--project', project]);
    if (code !== 0) throw new Error(output);

    const bundle = await rolldown({
      input: Object.fromEntries(
        Object.entries(pkg.entries).map(([name, source]) => [
          name,
          join(draft, pkg.folder, source.replace(/\.ts$/, '.d.ts')),
        ]),
      ),
      // These come with what is installed beside the package.
      external: isPackage,
      plugins: [betweenDrafts, dts({ dtsInput: true, tsconfig: false })],
      logLevel: 'warn',
    });
    const { output: chunks } = await bundle.generate({
      entryFileNames: '[name].d.ts',
      chunkFileNames: '[name]-[hash].d.ts',
      minifyInternalExports: false,
    });
    await bundle.close();
    for (const chunk of chunks) {
      // A chunk of the bundler's own helpers, which declarations do not call.
      if (chunk.type !== 'chunk' || (!chunk.isEntry && chunk.moduleIds.every((id) => id.startsWith('\0')))) continue;
      // The bundler of declarations drops references; a project whose `lib` ends before it would not compile.
      const reference = chunk.code.includes('Symbol.asyncDispose') ? '/// <reference lib="esnext.disposable" />\n' : '';
      const file = join(root, pkg.folder, 'dist', chunk.fileName);
      // The bundler notes where each part was when it was built: on our machine.
      const declarations = chunk.code.replaceAll(/^\/\/ .*\.d\.ts\n/gm, '');
      writeFileSync(file, `${reference}${declarations}\n`);
      if (!pkg.formats.includes('cjs')) continue;
      // The same, but for the names of the files beside it.
      const required = chunk.imports.reduce(
        (text, name) =>
          text.replaceAll(`./${name.replace(/\.d\.ts$/, '.js')}"`, `./${name.replace(/\.d\.ts$/, '.cjs')}"`),
        declarations,
      );
      writeFileSync(file.replace(/\.ts$/, '.cts'), `${reference}${required}\n`);
    }
  });
