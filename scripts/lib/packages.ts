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
  },
  reference: {
    folder: 'server-stub/reference',
    entries: { index: 'src/index.ts', cli: 'src/cli.ts', 'registry-cli': 'src/registry-cli.ts' },
    formats: ['esm'],
    after: ['mock'],
    contracts: { 'contract.json': 'full', 'registry/contract.json': 'registry' },
  },
};
