/**
 * `node scripts/test.ts [--all | --rest | --soak] [--failed] [--changed] [filter ...]`: builds what changed, checks the types,
 * runs the tests of a tier (`lib/tiers.ts`), and ends with a plain line `N passed, N failed, N skipped`. In CI a skipped test
 * is a failure: it names the service it missed. A test's secret in the output is a failure everywhere.
 *
 * `--failed` runs the files that failed the last time, `--changed` those that a change not yet committed can reach by imports.
 */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { installFolder } from './lib/install.ts';
import { leaksIn, record } from './lib/leaks.ts';
import { report } from './lib/progress.ts';
import { run, tsc } from './lib/run.ts';
import { steps } from './lib/plan.ts';
import { StepError, runSteps } from './lib/steps.ts';
import { SummaryReporter } from './lib/summary-reporter.ts';
import { tiers } from './lib/tiers.ts';

/** @throws StepError for an unknown option */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        rest: { type: 'boolean' },
        soak: { type: 'boolean' },
        failed: { type: 'boolean' },
        changed: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new StepError(
      `${what}. Use \`npm test\` with \`-- --failed\`, \`-- --changed\` or \`-- part-of-a-path\`, or \`npm run test:all\`.`,
    );
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const tier = (['rest', 'all', 'soak'] as const).find((name) => values[name]) ?? 'test';
  /** Only some of the tests: what belongs to the tier as a whole is left out. */
  const some = positionals.length > 0 || values.failed === true || values.changed === true;
  for (const folder of tiers[tier].folders) await installFolder(folder);
  await runSteps(
    steps,
    steps.map((step) => step.name),
    report,
  );
  process.env['TEST_IS_BUILT'] = 'yes';

  const printed = record([process.stdout, process.stderr]);
  const summary = new SummaryReporter();
  // `--rest` comes after the tests that have judged the types. Runs beside the tests, which mostly wait.
  const types = some || tier === 'rest' ? undefined : run('node', [tsc, '--project', 'tsconfig.json']);

  const vitest = await startVitest('test', positionals, {
    watch: false,
    reporters: ['default', summary],
    project: tiers[tier].projects,
    ...(values.failed && { lastFailed: true }),
    ...(values.changed && { changed: true }),
    // Nothing has failed, or nothing that is tested has changed.
    passWithNoTests: some && positionals.length === 0,
  });
  await vitest.close();
  if (positionals.length > 0 && summary.files === 0) {
    const elsewhere = tier === 'all' ? '' : ` All tests: \`npm run test:all -- ${positionals.join(' ')}\`.`;
    throw new StepError(`No test file of this tier has ${positionals.join(' or ')} in its path.${elsewhere}`);
  }
  if (types) {
    const { code, output } = await types;
    if (code === 0) summary.passed += 1;
    else {
      summary.failed += 1;
      console.error(`\nThe types do not check (tsc):\n${output}`);
    }
  }

  const leaks = leaksIn(printed(), summary.titles);
  // A test that failed shows its own source, and its secrets with it.
  if (leaks.length > 0 && summary.failed === 0) {
    summary.failed += 1;
    console.error(
      `The suite printed secrets of its tests, in ${leaks.length} lines:\n${leaks.slice(0, 20).join('\n')}`,
    );
  }

  for (const args of some ? [] : tiers[tier].scripts) {
    console.log(`\n${args.join(' ')}`);
    const { code } = await run('node', args, { echo: true });
    if (code === 0) summary.passed += 1;
    else summary.failed += 1;
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
