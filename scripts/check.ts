/** `node scripts/check.ts`: everything that is judged without running the code. Each failure names its remedy. */
import { report } from './lib/progress.ts';
import { steps } from './lib/plan.ts';
import { run } from './lib/run.ts';
import { digest, dropStamp } from './lib/stamp.ts';
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

const generated = ['sdk/client/src/generated/*', 'sdk/client/docs/api.md', 'server-stub/reference/src/generated/*'];

const checks: Check[] = [
  {
    title: 'Generated code is up to date',
    remedy: 'Run `npm run generate` and commit what it wrote.',
    async run() {
      const before = digest(generated);
      dropStamp('generate');
      await runSteps(steps, ['generate'], report);
      const { output } = await run('git', [
        'status',
        '--porcelain',
        '--',
        'sdk/client/src/generated',
        'sdk/client/docs/api.md',
        'server-stub/reference/src/generated',
      ]);
      return { ok: before === digest(generated), output };
    },
  },
  {
    title: 'Every text of the contracts is translated',
    remedy: 'Write what is missing, mend what is wrong.',
    run: command('node', 'scripts/translations.ts', '--check'),
  },
  {
    title: 'Lint (oxlint)',
    remedy: 'Run `npm run fix`, then mend what is left by hand.',
    run: command('oxlint', '--deny-warnings'),
  },
  {
    title: 'Format (prettier)',
    remedy: 'Run `npm run fix`.',
    run: command('prettier', '--check', '--log-level', 'warn', '.'),
  },
  {
    title: 'Nothing published is gone',
    remedy: 'Do as it says.',
    run: command('node', 'scripts/release-contract.ts', '--check'),
  },
  { title: 'Types (tsc)', remedy: 'Mend the types.', run: command('tsc', '--project', 'tsconfig.json') },
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
