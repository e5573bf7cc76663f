import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import { digest, readStamp, root, writeStamp } from './stamp.ts';
import { StepError } from './steps.ts';

/** A runtime that the SDK is tested on. */
export interface Runtime {
  name: 'node-22' | 'node-24' | 'node-26' | 'bun' | 'deno' | 'workerd';
  binary: string;
  version: string;
}

const folder = join(root, 'test', 'runtimes');

/** Where the packages put the binary for this machine. */
const places: Readonly<Record<Runtime['name'], string>> = {
  'node-22': 'node-22-*/bin/node',
  'node-24': '../../../node_modules/node/bin/node',
  'node-26': 'node-26-*/bin/node',
  bun: '@oven/bun-*/bin/bun',
  deno: '@deno/*/deno',
  workerd: '@cloudflare/workerd-*/bin/workerd',
};

export const runtimeNames = Object.keys(places) as Runtime['name'][];

/** Installs what `test/runtimes/package.json` pins, beside the workspace: nobody else pays for it. */
export async function installRuntimes(): Promise<void> {
  const manifest = digest(['test/runtimes/package.json']);
  if (
    readStamp('runtimes') === manifest &&
    globSync(places.workerd, { cwd: join(folder, 'node_modules') }).length > 0
  ) {
    return;
  }
  // Their scripts would only put links to the binaries, which are found without. No lock file: the versions are exact,
  // and npm wants in it what some registries do not have, the binaries of every other platform.
  const { code, output } = await run('npm', ['install', '--ignore-scripts'], { cwd: folder });
  if (code !== 0) throw new StepError(`The runtimes could not be installed:\n${output}`);
  writeStamp('runtimes', manifest);
}

/** @returns `undefined` where this machine has no binary of it, or one that does not start */
export async function findRuntime(name: Runtime['name']): Promise<Runtime | undefined> {
  const [found] = globSync(places[name], { cwd: join(folder, 'node_modules') });
  if (found === undefined) return undefined;
  const binary = join(folder, 'node_modules', found);
  const { code, output } = await run(binary, ['--version']);
  const version = /\d+(\.\d+)+|\d{4}-\d\d-\d\d/.exec(output)?.[0];
  return code === 0 && version ? { name, binary, version } : undefined;
}
