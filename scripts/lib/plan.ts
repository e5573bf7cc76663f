import { bundleCode, bundleTypes } from './bundle.ts';
import { packages } from './packages.ts';
import { run } from './run.ts';
import { type Step, StepError } from './steps.ts';

const bundles = ['full', 'public', 'registry', 'registry-public'].map((name) => `spec/dist/${name}.json`);

const contract: Step = {
  name: 'contract',
  title: 'Lint and bundle the contract',
  inputs: [
    'spec/**/*.yaml',
    'spec/plugins/*',
    'spec/samples/*',
    'spec/registry/samples/*',
    'spec/*.ts',
    'redocly.yaml',
  ],
  outputs: bundles,
  // Tools are imported when their step runs: a fresh build must not wait for them to load.
  async run() {
    const { bundleContract, lintContract } = await import('../../spec/bundle.ts');
    const problems = await lintContract();
    if (problems.length > 0) {
      throw new StepError(
        `The contract does not lint (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}):\n\n${problems.join('\n')}\n\nCorrect it in spec/, then run the same command again.`,
      );
    }
    await bundleContract();
  },
};

const generate: Step = {
  name: 'generate',
  title: 'Generate the SDK and the server types',
  after: ['contract'],
  // Its version goes into the SDK.
  inputs: [...bundles.slice(0, 3), 'scripts/generate/*.ts', 'sdk/client/package.json'],
  outputs: [
    'sdk/client/src/generated/*',
    'sdk/client/docs/api.md',
    'server-stub/reference/src/generated/*',
    'server-stub/reference/src/registry/generated/*',
  ],
  async run() {
    const { generateAll } = await import('../generate/index.ts');
    await generateAll();
  },
};

const code = Object.entries(packages).map(([name, pkg]): Step => ({
  name,
  title: `Build ${pkg.folder}`,
  after: [...pkg.after, ...(pkg.contracts || name === 'sdk' ? ['generate'] : [])],
  inputs: [
    `${pkg.folder}/src/**/*`,
    `${pkg.folder}/package.json`,
    ...Object.values(pkg.contracts ?? {}).map((contractName) => `spec/dist/${contractName}.json`),
  ],
  outputs: [`${pkg.folder}/dist/**/*.{js,cjs,json}`],
  run: () => bundleCode(pkg),
}));

const types = Object.entries(packages).map(([name, pkg]): Step => ({
  name: `${name}:types`,
  title: `Build the declarations of ${pkg.folder}`,
  after: [name, ...pkg.after.map((other) => `${other}:types`)],
  inputs: [`${pkg.folder}/src/**/*`, `${pkg.folder}/package.json`],
  outputs: [`${pkg.folder}/dist/*.d.{ts,cts}`],
  run: () => bundleTypes(pkg),
}));

const docs: Step = {
  name: 'docs',
  title: 'Build the docs',
  after: ['contract'],
  inputs: [
    ...bundles,
    'docs/src/**/*',
    'docs/theme/**/*',
    'spec/guides/**/*',
    'spec/journeys/*',
    'spec/released/**/*',
    'spec/translations/*',
    'spec/plugins/*',
  ],
  outputs: ['docs/dist/**/*'],
  async run() {
    // A process of its own: what else is built need not wait for it.
    const { code: status, output } = await run('node', ['docs/src/build.ts']);
    if (status !== 0) throw new StepError(`The docs could not be built:\n${output}`);
  },
};

/** Every step of the build, in an order that works. */
export const steps: readonly Step[] = [contract, generate, ...code, ...types, docs];
