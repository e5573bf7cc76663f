/**
 * `node scripts/test.ts [--soak] [filter ...]`: builds what changed, checks the types, runs the tests, and ends with a
 * plain line `N passed, N failed, N skipped`. In CI a skipped test is a failure: it names the service it missed. The
 * secret of a test in what was printed is a failure everywhere.
 */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { leaksIn, record } from './lib/leaks.ts';
import { report } from './lib/progress.ts';
import { run } from './lib/run.ts';
import { steps } from './lib/plan.ts';
import { StepError, runSteps } from './lib/steps.ts';
import { SummaryReporter } from './lib/summary-reporter.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { soak: { type: 'boolean' } } });

async function main(): Promise<number> {
  await runSteps(
    steps,
    steps.map((step) => step.name),
    report,
  );

  const printed = record([process.stdout, process.stderr]);
  const summary = new SummaryReporter();
  const types = await run('tsc', ['--project', 'tsconfig.json', '--pretty', String(process.stdout.isTTY ?? false)], {
    echo: true,
  });
  if (types.code === 0) summary.passed += 1;
  else summary.failed += 1;

  const vitest = await startVitest('test', positionals, {
    watch: false,
    reporters: ['default', summary],
    project: values.soak ? ['soak'] : ['unit', 'e2e'],
  });
  await vitest.close();

  const leaks = leaksIn(printed(), summary.titles);
  // A test that failed shows its own source, and its secrets with it.
  if (leaks.length > 0 && summary.failed === 0) {
    summary.failed += 1;
    console.error(
      `The suite printed secrets of its tests, in ${leaks.length} lines:\n${leaks.slice(0, 20).join('\n')}`,
    );
  }
  const missed = new Map<string, number>();
  for (const { why } of summary.skipped) missed.set(why, (missed.get(why) ?? 0) + 1);
  for (const [why, count] of missed) console.log(`skipped ${count}: ${why}`);
  console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped`);
  return summary.failed > 0 || (process.env.CI === 'true' && summary.skipped.length > 0) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
