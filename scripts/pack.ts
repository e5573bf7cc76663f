/**
 * `node scripts/pack.ts`: stages each published package in `.build/packages/` under the configured identity and packs
 * it into `.build/tarballs/`. What is published is what is staged here, never the source folders.
 */
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identity } from '../guichet.config.ts';
import { renameIdentity } from '../spec/plugins/identity.js';
import { packages } from './lib/packages.ts';
import { report } from './lib/progress.ts';
import { run } from './lib/run.ts';
import { steps } from './lib/plan.ts';
import { files, root } from './lib/stamp.ts';
import { StepError, runSteps } from './lib/steps.ts';

interface Manifest extends Record<string, unknown> {
  name: string;
  version: string;
  exports: Record<string, unknown>;
}

/** The manifest as published: no development-only fields, no condition that leads to sources. */
function publishedManifest(manifest: Manifest): Manifest {
  const { devDependencies: _, ...rest } = manifest;
  const strip = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).flatMap(([key, inner]) => (key === '@guichet/source' ? [] : [[key, strip(inner)]])),
        )
      : value;
  return {
    ...rest,
    homepage: identity.homepage,
    publishConfig: { access: 'public', provenance: true },
    exports: strip(manifest.exports) as Record<string, unknown>,
  };
}

function stage(name: string, folder: string): string {
  const source = join(root, folder);
  const target = join(root, '.build/packages', name);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true });
  for (const file of ['README.md', 'AGENTS.md', 'docs', 'CHANGELOG.md', 'LICENSE']) {
    const from = [join(source, file), ...(file === 'LICENSE' ? [join(root, file)] : [])].find((path) =>
      existsSync(path),
    );
    if (from) cpSync(from, join(target, file), { recursive: true });
  }
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
  // Pages that travel with a version say which one it is: they are read long after, and apart from their package.
  for (const page of files([`.build/packages/${name}/{AGENTS.md,docs/*.md}`])) {
    appendFileSync(page, `\n---\n\n${manifest.name} ${manifest.version}\n`);
  }
  for (const file of files([`.build/packages/${name}/**/*`])) {
    const text = readFileSync(file, 'utf8');
    const renamed = renameIdentity(text, identity);
    if (renamed !== text) writeFileSync(file, renamed);
  }
  return target;
}

/** Builds, stages and packs every published package. Returns the tarballs' paths. */
export async function packAll(): Promise<string[]> {
  await runSteps(
    steps,
    Object.keys(packages).map((name) => `${name}:types`),
    report,
  );
  const tarballs = join(root, '.build/tarballs');
  rmSync(tarballs, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  for (const [name, { folder }] of Object.entries(packages)) {
    const target = stage(name, folder);
    const packed = await run('npm', ['pack', '--json', '--pack-destination', tarballs, target]);
    if (packed.code !== 0) throw new StepError(`npm pack failed in ${target}:\n${packed.output}`);
  }
  return files(['.build/tarballs/*.tgz']);
}

if (import.meta.main) {
  try {
    for (const tarball of await packAll()) console.log(tarball.slice(root.length + 1));
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
