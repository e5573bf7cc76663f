/** A copy of what was built, as it would be installed: a build in the middle of a run does not change what is measured. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identity } from '../../../../guichet.config.ts';
import { root } from '../../../../scripts/lib/stamp.ts';

// Each run has a copy of its own, which the processes that it starts know by this.
const run = (process.env.BENCH_RUN ??= String(process.pid));

/** From where `@guichet/sdk` is the copy. */
export const stage = join(import.meta.dirname, '..', '.build', `run-${run}`);

/** Copies the packages. */
export function stagePackages(): void {
  for (const [name, folder] of [
    ['runtime', 'sdk/runtime'],
    ['sdk', 'sdk/client'],
  ] as const) {
    const target = join(stage, 'node_modules', identity.scope, name);
    mkdirSync(target, { recursive: true });
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, folder, part), join(target, part), { recursive: true });
  }
}

/** The run is over. */
export const dropStage = (): void => rmSync(stage, { recursive: true, force: true });
