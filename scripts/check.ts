/** `node scripts/check.ts`: everything that is judged without running the code. Each failure names its remedy. */
import { relative } from 'node:path';
import { report } from './lib/progress.ts';
import { steps } from './lib/plan.ts';
import { run, tsc } from './lib/run.ts';
import { digest, dropStamp, files, root } from './lib/stamp.ts';
import { StepError, runSteps } from './lib/steps.ts';

interface Check {
  title: string;
  remedy: string;
  run(): Promise<{ ok: boolean; output: string }>;
}

const command =
  (name: string, ...args: string[]) =>
  async () => {
    const { code, output } = await run(name, args);
    return { ok: code === 0, output };
  };

/** What the step that writes it declares. */
const generated = steps.find(({ name }) => name === 'generate')!.outputs;

const checks: Check[] = [
  {
    title: 'Generated code is up to date',
    remedy: 'Commit it. (`npm run generate` writes it after each change of the contract, its samples included.)',
    async run() {
      const digests = () =>
        new Map(files(generated).map((file) => [relative(root, file), digest([relative(root, file)])]));
      const before = digests();
      dropStamp('generate');
      await runSteps(steps, ['generate'], report);
      const after = digests();
      const stale = [...new Set([...before.keys(), ...after.keys()])].filter(
        (file) => before.get(file) !== after.get(file),
      );
      return {
        ok: stale.length === 0,
        output: stale.map((file) => `  ${file} was out of date, and has been rewritten\n`).join(''),
      };
    },
  },
  {
    title: 'Every text of the contracts is translated',
    remedy: 'Translate what is missing, and correct what is wrong.',
    run: command('node', 'scripts/translations.ts', '--check'),
  },
  {
    title: 'Lint (oxlint)',
    remedy: 'Run `npm run fix`, then fix what is left by hand; remove directives that silence nothing.',
    run: command('oxlint', '--deny-warnings', '--report-unused-disable-directives'),
  },
  {
    title: 'Format (prettier)',
    remedy: 'Run `npm run fix`.',
    run: command('prettier', '--check', '--log-level', 'warn', '.'),
  },
  {
    title: 'Nothing published is gone',
    remedy: 'Follow what it says.',
    run: command('node', 'scripts/release-contract.ts', '--check'),
  },
  { title: 'Types (tsc)', remedy: 'Fix the types.', run: command('node', tsc, '--project', 'tsconfig.json') },
  {
    title: 'Dead code and dependencies (knip)',
    remedy: 'Remove what is not used.',
    run: command('knip', '--no-progress'),
  },
];

let failed = 0;
try {
  for (const check of checks) {
    const { ok, output } = await check.run();
    console.log(`${ok ? '✓' : '✗'} ${check.title}`);
    if (!ok) {
      failed += 1;
      console.log(`${output.trimEnd()}\n  -> ${check.remedy}\n`);
    }
  }
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  failed += 1;
}
console.log(failed === 0 ? 'All checks pass.' : `${failed} of ${checks.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
