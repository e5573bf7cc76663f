import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Workspace packages resolve to their sources (export condition `@guichet/source`), so that unit tests need no build. Not `import`:
// vitest hands the list to Node, whose `require` would then load the ESM half of packages that have two, such as pg-pool.
const resolve = { conditions: ['@guichet/source', 'node'] };

// What Node compiled for one process serves the hundreds that tests start.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** Tests that `npm test` leaves to `npm run test:all`: their first lines say why they take long. */
const slow = '**/*.slow.test.ts';

/** The server beside programs of others, which have a lock file of their own: `npm run test:all` installs them. */
const peers = 'test/peers/**/*.test.ts';

type ProjectTest = NonNullable<TestProjectInlineConfiguration['test']>;

const project = (name: string, test: ProjectTest): TestProjectInlineConfiguration => ({
  resolve,
  ssr: { resolve },
  // CommonJS comes in as Node brings it in, here as in production.
  test: {
    globalSetup: 'test/support/build.ts',
    // A worker loads a module once for all files that it runs: a third of the time went into loading.
    isolate: false,
    deps: { interopDefault: false },
    name,
    // What is waited for comes late on a busy machine; the second that is vitest's default is a bound of its own.
    expect: { poll: { timeout: 20_000 } },
    ...test,
  },
});

const unitTests = (suffix: string) => [
  `{sdk,server-stub}/*/test/**/*${suffix}`,
  `docs/test/**/*${suffix}`,
  `spec/test/**/*${suffix}`,
  `scripts/**/*${suffix}`,
];
const crossTests = (suffix: string) => [`test/**/*${suffix}`, `examples/*/*${suffix}`];
// `test/server` judges a server by its address: `npm run test:server`.
const elsewhere = ['**/soak/**', 'test/server/**', 'examples/tasks/**'];

const filesWith = (pattern: RegExp) =>
  globSync('{sdk,server-stub}/*/test/**/*.test.ts', { cwd: import.meta.dirname }).filter((file) =>
    pattern.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
  );

/** Files with tests that run on each kind of database. `npm test` runs them on PostgreSQL, `npm run test:all` on the embedded one too. */
const onEachDatabase = filesWith(/ of databases|each\(databases\)/);

/** Files that put modules of their own in the place of others: nobody else may have loaded those. */
const isolated = filesWith(/vi\.(?:do)?[mM]ock\(/);

export default defineConfig({
  test: {
    // Most tests wait, for a process, a database, a browser: more of them than cores run at once.
    maxWorkers: availableParallelism() + 2,
    projects: [
      project('unit', {
        include: unitTests('.test.ts'),
        exclude: [slow, ...isolated, ...elsewhere],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('isolated', {
        include: isolated,
        exclude: [slow, ...elsewhere],
        isolate: true,
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('e2e', {
        include: crossTests('.test.ts'),
        exclude: [slow, peers, ...elsewhere],
        testTimeout: 120_000,
        hookTimeout: 240_000,
      }),
      project('slow', {
        include: [...unitTests('.slow.test.ts'), ...crossTests('.slow.test.ts')],
        exclude: elsewhere,
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      project('embedded', {
        include: onEachDatabase,
        exclude: isolated,
        env: { TEST_DATABASE: 'embedded' },
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      project('embedded:isolated', {
        include: onEachDatabase.filter((file) => isolated.includes(file)),
        isolate: true,
        env: { TEST_DATABASE: 'embedded' },
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      project('peers', { include: [peers], testTimeout: 120_000, hookTimeout: 240_000 }),
      project('server', { include: ['test/server/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 }),
      project('soak', {
        include: ['{sdk,server-stub}/*/test/soak/**/*.test.ts', 'test/contract/soak/*.test.ts'],
        testTimeout: 600_000,
      }),
    ],
  },
});
