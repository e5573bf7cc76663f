/**
 * `npm run test:runtimes [-- <runtime> ...] [--checks]`: the SDK's whole suite on each Node, and its checks without a
 * test runner (`test/runtimes`; with `--checks` these alone) on Node, Bun, Deno and workerd. A line for each, then
 * `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Report } from '../test/runtimes/check.ts';
import { steps } from './lib/plan.ts';
import { report } from './lib/progress.ts';
import { run, toolEnvironment } from './lib/run.ts';
import { bundleChecks, bundleForBrowsers, compatibilityDates, runChecksOn } from './lib/runtime-checks.ts';
import { type Runtime, findRuntime, installRuntimes, runtimeNames } from './lib/runtimes.ts';
import { root } from './lib/stamp.ts';
import { StepError, runSteps } from './lib/steps.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { checks: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !runtimeNames.some((known) => known === name));
const wanted = runtimeNames.filter((name) => positionals.length === 0 || positionals.includes(name));

/** What came of a suite or of the checks on one runtime. */
interface Outcome {
  passed: number;
  skipped: number;
  failed: { name: string; why: string }[];
}

const total = { passed: 0, failed: 0, skipped: 0 };

function tell(title: string, what: string, { passed, skipped, failed }: Outcome, started: number): void {
  total.passed += passed;
  total.failed += failed.length;
  total.skipped += skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const counts = [`${passed} passed`, `${failed.length} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  console.log(`${failed.length === 0 ? '✓' : '✗'} ${title.padEnd(32)} ${what}  ${counts.join(', ')}  (${seconds} s)`);
  for (const { name, why } of failed) console.log(`    ✗ ${name}\n      ${why}`);
}

const outcomeOf = ({ passed, failed }: Report): Outcome => ({ passed: passed.length, skipped: 0, failed });

interface VitestReport {
  testResults: {
    name: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** The suite of runtime and client, each test in a process of this Node. */
async function runSuite({ binary }: Runtime): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'suite-'));
  const file = join(folder, 'report.json');
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = ['run', '--project', 'unit', '--reporter', 'json', '--outputFile', file, 'sdk/runtime', 'sdk/client'];
    // Workers that tests start must use the same Node.
    const PATH = `${dirname(binary)}:${toolEnvironment.PATH}`;
    const { output } = await run(binary, [vitest, ...args], { env: { PATH } });
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return { passed: 0, skipped: 0, failed: [{ name: 'it ended without a report', why: output.slice(-2000) }] };
    }
    const { testResults } = JSON.parse(text) as VitestReport;
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = tests.filter(({ status }) => status === 'failed');
    const unread = testResults.filter(({ assertionResults }) => assertionResults.length === 0);
    return {
      passed: tests.filter(({ status }) => status === 'passed').length,
      skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').length,
      failed: [
        ...failed.map(({ fullName, failureMessages }) => ({ name: fullName, why: failureMessages[0] ?? '' })),
        ...unread.map(({ name, message }) => ({ name, why: message })),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkOn(runtime: Runtime, compatibilityDate?: string): Promise<void> {
  const started = performance.now();
  // It is built upon what the steps before have built.
  const { openCounterpart } = await import('../test/runtimes/counterpart.ts');
  const counterpart = await openCounterpart();
  try {
    const title = `${runtime.name} ${runtime.version}${compatibilityDate ? ` as of ${compatibilityDate}` : ''}`;
    tell(title, 'checks', outcomeOf(await runChecksOn(runtime, counterpart.addresses, compatibilityDate)), started);
  } finally {
    await counterpart.close();
  }
}

async function main(): Promise<void> {
  if (unknown.length > 0) throw new StepError(`Unknown: ${unknown.join(', ')}. Known are ${runtimeNames.join(', ')}.`);
  await runSteps(steps, ['runtime', 'sdk'], report);
  await installRuntimes();
  const started = performance.now();
  tell('a bundle for browsers', 'entries', outcomeOf(await bundleForBrowsers()), started);
  await bundleChecks();
  const found: Runtime[] = [];
  for (const name of wanted) {
    const runtime = await findRuntime(name);
    if (runtime) found.push(runtime);
    else {
      const why = `its package brings no binary for ${process.platform} ${process.arch}, or one that does not start`;
      tell(name, 'checks', { passed: 0, skipped: 0, failed: [{ name: 'it is missing', why }] }, performance.now());
    }
  }
  // The checks wait more than they work: all at once. A suite keeps both cores busy.
  await Promise.all(
    found.flatMap((runtime) =>
      (runtime.name === 'workerd' ? compatibilityDates : [undefined]).map((date) => checkOn(runtime, date)),
    ),
  );
  for (const runtime of values.checks ? [] : found.filter(({ name }) => name.startsWith('node'))) {
    const suiteStarted = performance.now();
    // One at a time: they measure time, and must not take it from one another.
    tell(`${runtime.name} ${runtime.version}`, 'suite ', await runSuite(runtime), suiteStarted);
  }
}

try {
  await main();
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  // In CI a test that was skipped has missed a service.
  process.exitCode = total.failed > 0 || (process.env.CI === 'true' && total.skipped > 0) ? 1 : 0;
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
