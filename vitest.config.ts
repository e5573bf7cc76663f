import { defineConfig } from 'vitest/config';

// Workspace packages resolve to their sources (export condition `@guichet/source`), so that unit tests need no build. Not `import`:
// vitest hands the list to Node, whose `require` would then load the ESM half of packages that have two, such as pg-pool.
const resolve = { conditions: ['@guichet/source', 'node'] };
const ssr = { resolve: { conditions: resolve.conditions } };
// CommonJS comes in as Node brings it in, here as in production.
const deps = { interopDefault: false };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr,
        test: {
          deps,
          name: 'unit',
          include: [
            '{sdk,server-stub}/*/test/**/*.test.ts',
            'docs/test/**/*.test.ts',
            'spec/test/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/soak/**'],
          testTimeout: 20_000,
        },
      },
      {
        resolve,
        ssr,
        test: {
          deps,
          name: 'e2e',
          include: ['test/**/*.test.ts', 'examples/*/*.test.ts'],
          // A program of a partner, run from the packed packages.
          exclude: ['examples/tasks/**', 'test/server/**', 'test/contract/soak/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      // Judges a server by its address: `npm run test:server`.
      {
        resolve,
        ssr,
        test: { deps, name: 'server', include: ['test/server/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      {
        resolve,
        ssr,
        test: {
          deps,
          name: 'soak',
          include: ['{sdk,server-stub}/*/test/soak/**/*.test.ts', 'test/contract/soak/*.test.ts'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});
