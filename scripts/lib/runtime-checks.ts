import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Addresses, Context, Report } from '../../test/runtimes/check.ts';
import { identity } from '../../guichet.config.ts';
import { run } from './run.ts';
import type { Runtime } from './runtimes.ts';
import { root } from './stamp.ts';

const out = join(root, '.build', 'runtimes');
const source = (name: string) => join(root, 'test', 'runtimes', name);

const shared = {
  bundle: true,
  format: 'esm',
  target: 'es2023',
  logLevel: 'warning',
  // Chunks that only others need are left out, as they should be.
  logOverride: { 'ignored-bare-import': 'silent' },
} as const;

/** Bundles the checks: around the packages as they are installed, and for workerd with them inside. */
export async function bundleChecks(): Promise<void> {
  await build({
    ...shared,
    platform: 'node',
    packages: 'external',
    entryPoints: [source('process.ts')],
    outfile: join(out, 'process.js'),
  });
  await build({
    ...shared,
    platform: 'neutral',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    // Nothing of Node may be needed to load what runs here.
    external: ['undici/index.js'],
    entryPoints: [source('worker.ts')],
    outfile: join(out, 'worker.js'),
  });
}

/**
 * Bundles each entry for a browser, which has no module of Node.
 *
 * @returns the entries that cannot be, and why
 */
export async function bundleForBrowsers(): Promise<Report> {
  const report: Report = { passed: [], inapplicable: [], failed: [] };
  for (const entry of ['', '/auth', '/openapi-fetch', '/stores/file', '/stores/redis']) {
    const name = `${identity.scope}/sdk${entry}`;
    try {
      await build({
        ...shared,
        platform: 'browser',
        logLevel: 'silent',
        write: false,
        stdin: { contents: `export * from '${name}';`, resolveDir: root },
      });
      report.passed.push(name);
    } catch (error) {
      report.failed.push({ name, why: (error as Error).message });
    }
  }
  return report;
}

/** workerd's configuration; its texts are quoted as JSON's are. */
const configuration = (context: Context, compatibilityDate: string): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "internet", network = (allow = ["private"]))],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  bindings = [(name = "context", text = ${JSON.stringify(JSON.stringify(context))}), (name = "self", service = "main")],
  compatibilityDate = "${compatibilityDate}",
);
`;

/** How workerd is told to behave: as of this day, without a flag. */
export const compatibilityDates = ['2025-01-01', '2026-11-01'];

function commandOf({ name, binary }: Runtime, context: Context, compatibilityDate: string): string[] {
  const given = [join(out, 'process.js'), JSON.stringify(context)];
  if (name === 'bun') return [binary, 'run', '--no-install', ...given];
  if (name === 'deno') return [binary, 'run', '-A', '--no-config', '--no-lock', '--node-modules-dir=manual', ...given];
  if (name !== 'workerd') return [binary, ...given];
  const file = join(out, `workerd-${compatibilityDate}.capnp`);
  writeFileSync(file, configuration(context, compatibilityDate));
  return [binary, 'test', file];
}

/** Runs the bundle; a runtime that ends without a report has failed as a whole. */
export async function runChecksOn(runtime: Runtime, addresses: Addresses, compatibilityDate = ''): Promise<Report> {
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'checks-'));
  try {
    const name = runtime.name.startsWith('node') ? 'node' : (runtime.name as Context['runtime']);
    const [command = '', ...args] = commandOf(runtime, { runtime: name, addresses, folder }, compatibilityDate);
    const { output } = await run(command, args, { env: { DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' } });
    const line = output.split('\n').find((text) => text.startsWith('{"passed"'));
    if (line) return JSON.parse(line) as Report;
    return { passed: [], inapplicable: [], failed: [{ name: 'it ended without a report', why: output.slice(-2000) }] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
