import type { KnipConfig } from 'knip';

export default {
  // An exported type that only its own file uses is documentation of that file's functions.
  ignoreExportsUsedInFile: true,
  ignore: ['**/generated/**', 'spec/plugins/*.d.ts'],
  workspaces: {
    '.': {
      // Of the system: the proxy and the tools of PostgreSQL.
      ignoreBinaries: ['caddy', 'psql'],
      // The schema that the changeset configuration points at.
      ignoreDependencies: [
        '@changesets/config',
        // Run by its path: TypeScript 6, which is a library too, has a `tsc` of its own.
        'typescript-7',
      ],
      entry: [
        'scripts/*.ts',
        'scripts/lib/loopback-only.js',
        'spec/bundle.ts',
        'spec/**/samples/*.ts',
        'spec/plugins/usage.js',
        'test/{*,contract/**/*,server/*}.test.ts',
        'test/runtimes/{process,worker}.ts',
        'test/support/steady-calls.ts',
      ],
      project: ['scripts/**', 'spec/**/*.{ts,js}', 'test/**', '*.ts'],
    },
    'sdk/runtime': { entry: ['test/**/*.test.ts', 'test/mutation.config.ts'] },
    // What examples take for granted is imported by the modules that are made of them.
    'sdk/client': {
      entry: [
        'src/{index,auth,node,openapi-fetch,testing,testing-mock}.ts',
        'test/**/*.test.ts',
        'test/support/given/*.ts',
      ],
    },
    // No workspace of npm: the peers are installed when the bench asks for them. It finds its subjects by their names, and
    // starts its processes; ky is what a client that hey-api generates then imports.
    'sdk/client/bench': {
      ignoreDependencies: ['ky'],
      entry: ['lib/*-process.ts', 'subjects/**/*.ts'],
    },
    // No workspace of npm either, and installed when it is asked for. Prism is a program.
    'test/peers': {
      ignoreDependencies: ['@stoplight/prism-cli'],
      entry: ['**/*.test.ts'],
    },
    // The data set is found by its path, not imported.
    // The bench starts its processes by their names.
    'server-stub/reference': {
      entry: ['src/registry-cli.ts', 'test/**/*.test.ts', 'test/support/processes/*.ts', 'bench/processes/*.ts'],
      // Of the system: to keep a process on a core, and to type at a terminal.
      ignoreBinaries: ['taskset', 'script'],
      // The mock is loaded where it is there, in development.
      ignoreDependencies: ['@etalab/decoupage-administratif', '@guichet/mock'],
    },
    // Beside what the mock imports, it depends on what Prism's modules import, which are copied into its build.
    'server-stub/mock': {
      ignoreDependencies: [
        '@stoplight/json-schema-sampler',
        'accepts',
        'caseless',
        'chalk',
        'content-type',
        'fp-ts',
        'json-schema-faker',
        'lodash',
        'seedrandom',
        'type-is',
      ],
      entry: ['src/cli.ts', 'test/**/*.test.ts', 'test/sessions/partner-run.ts', 'bench/*.ts'],
    },
    'server-stub/stub': { entry: ['test/**/*.test.ts'] },
    // axe is read as a text and run in the page.
    'server-stub/front': { ignoreDependencies: ['axe-core'], entry: ['test/**/*.test.ts'] },
    // What the code of guides takes for granted is imported by the modules that are made of it.
    docs: {
      ignoreDependencies: ['axe-core'],
      entry: [
        'src/{build,serve}.ts',
        'src/search/panel.ts',
        'theme/*.js',
        'bench/*.ts',
        'test/**/*.test.ts',
        'test/support/given.ts',
      ],
    },
    'examples/starter': { entry: ['test/*.ts'] },
    'examples/*': { entry: ['*.ts'] },
  },
} satisfies KnipConfig;
