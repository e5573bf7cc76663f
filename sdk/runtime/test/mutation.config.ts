import { chmodSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const home = resolve(import.meta.dirname, '..');
const { name, exports } = JSON.parse(readFileSync(resolve(home, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, { '@guichet/source'?: string }>;
};

// The copy is its owner's alone, and one test reads it as another user.
chmodSync(process.cwd(), 0o755);

/** The tests that judge mutants. Stryker works in a copy of the tree, and `node_modules` would lead back to the original. */
export default defineConfig({
  resolve: {
    alias: Object.entries(exports).flatMap(([path, { '@guichet/source': source }]) =>
      source === undefined
        ? []
        : [{ find: new RegExp(`^${name}${path.slice(1)}$`), replacement: resolve(home, source) }],
    ),
  },
  test: {
    deps: { interopDefault: false },
    include: JSON.parse(process.env['MUTATION_TESTS'] ?? '["sdk/runtime/test/**/*.test.ts"]') as string[],
    // A process for each file would cost more than its tests.
    isolate: false,
    testTimeout: 4000,
  },
});
