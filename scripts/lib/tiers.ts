import { tsc } from './run.ts';

/** Which tests a command runs: projects of vitest.config.ts, and scripts that end with lines of their own. */
interface Tier {
  projects: string[];
  /** With packages of their own, which `npm ci` at the root does not install: that is done before the tests begin. */
  folders: string[];
  /** What comes after the tests: each a script with its arguments. */
  scripts: string[][];
}

/** What a change can break in the usual way, real services included. */
const test: Tier = { projects: ['unit', 'isolated', 'e2e'], folders: [], scripts: [] };

/**
 * Kills, replicas, topologies, the embedded database, every page in a browser; programs of others; packed tarballs; other
 * runtimes.
 */
const rest: Tier = {
  projects: ['slow', 'embedded', 'embedded:isolated', 'peers'],
  folders: ['test/peers'],
  scripts: [
    [tsc, '--project', 'test/peers'],
    ['scripts/packed.ts'],
    // The tests themselves ran on Node 24.
    ['scripts/runtimes.ts', 'node-22', 'node-26', 'bun', 'deno', 'workerd'],
  ],
};

export const tiers: Record<'test' | 'rest' | 'all' | 'soak', Tier> = {
  test,
  rest,
  all: { projects: [...test.projects, ...rest.projects], folders: rest.folders, scripts: rest.scripts },
  soak: { projects: ['soak'], folders: [], scripts: [] },
};
