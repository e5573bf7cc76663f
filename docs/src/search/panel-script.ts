import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

let made: Promise<string> | undefined;

/** The panel and its engine as one classic script. Made once, for all editions. */
export const panelScript = (): Promise<string> => (made ??= bundlePanel());

async function bundlePanel(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('panel.ts', import.meta.url))],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  const license = createRequire(import.meta.url)
    .resolve('minisearch')
    .replace(/dist[\\/].*$/, 'LICENSE.txt');
  return `/*! Contains MiniSearch.\n${(await readFile(license, 'utf8')).trim()}\n*/\n${outputFiles[0]?.text ?? ''}`;
}
