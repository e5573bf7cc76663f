/** A package that is built and published. */
export interface BuiltPackage {
  /** Folder, relative to the root. */
  folder: string;
  /** Entry points: name in `dist/`, and source. */
  entries: Readonly<Record<string, string>>;
  /** The SDK's packages serve CommonJS too; the servers are ESM alone. */
  formats: readonly ('esm' | 'cjs')[];
  /** Packages of ours that it is built upon. */
  after: readonly string[];
  /** Bundles of contracts that ship inside: file in `dist/`, and name of the bundle. */
  contracts?: Readonly<Record<string, 'public' | 'full' | 'registry'>>;
  /** A dependency whose modules are copied into the build, and so is not installed with the package. */
  copied?: CopiedDependency;
}

export interface CopiedDependency {
  name: string;
  /** What stands in for imports that nothing we call needs, by the end of their specifiers. */
  instead: Readonly<Record<string, string>>;
}

export const packages: Readonly<Record<string, BuiltPackage>> = {
  runtime: {
    folder: 'sdk/runtime',
    entries: {
      index: 'src/index.ts',
      'stores-file': 'src/auth/stores/file.ts',
      'stores-redis': 'src/auth/stores/redis.ts',
      node: 'src/node/index.ts',
      testing: 'src/testing/index.ts',
    },
    formats: ['esm', 'cjs'],
    after: [],
  },
  sdk: {
    folder: 'sdk/client',
    entries: {
      index: 'src/index.ts',
      auth: 'src/auth.ts',
      node: 'src/node.ts',
      'openapi-fetch': 'src/openapi-fetch.ts',
      'stores-file': 'src/stores-file.ts',
      'stores-redis': 'src/stores-redis.ts',
      testing: 'src/testing.ts',
      'testing-mock': 'src/testing-mock.ts',
      validation: 'src/validation.ts',
    },
    formats: ['esm', 'cjs'],
    after: ['runtime'],
  },
  front: { folder: 'server-stub/front', entries: { index: 'src/index.ts' }, formats: ['esm'], after: [] },
  mock: {
    folder: 'server-stub/mock',
    entries: { index: 'src/index.ts', cli: 'src/cli.ts' },
    formats: ['esm'],
    after: ['front'],
    contracts: { 'contract.json': 'public' },
    // docs/decisions/034-prism-without-its-install-script.md
    copied: {
      name: '@stoplight/prism-http',
      instead: {
        // Callbacks are not called, and lines of log are the front's: both would bring an HTTP client and validators.
        'callback/callbacks': 'export {};',
        'validators/body': 'export {};',
        'validators/headers': 'export {};',
        'utils/logger': 'export const logRequest = () => {}, logResponse = () => {};',
        // For `x-faker`, which invents values; ours are invented elsewhere.
        '@faker-js/faker': 'export const faker = {};',
      },
    },
  },
  reference: {
    folder: 'server-stub/reference',
    entries: { index: 'src/index.ts', cli: 'src/cli.ts', 'registry-cli': 'src/registry-cli.ts' },
    formats: ['esm'],
    after: ['mock'],
    contracts: { 'contract.json': 'full', 'registry/contract.json': 'registry' },
  },
};
