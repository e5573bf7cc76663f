/**
 * `npm run test:server -- --url URL (--token TOKEN | --client-id ID --client-secret SECRET)`: judges a server of the
 * contract from outside. Usage in `test/server/README.md`. Secrets may come by the environment instead (TEST_SERVER_TOKEN ...).
 */
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { variables } from '../test/server/support/settings.ts';
import { steps } from './lib/plan.ts';
import { report } from './lib/progress.ts';
import { runSteps, StepError } from './lib/steps.ts';
import { SummaryReporter } from './lib/summary-reporter.ts';

const usage =
  'npm run test:server -- --url http://localhost:8080 (--token TOKEN | --client-id ID --client-secret SECRET) [--other-token TOKEN] [--auditor-token TOKEN] [--timing] [filter ...]';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      token: { type: 'string' },
      'other-token': { type: 'string' },
      'auditor-token': { type: 'string' },
      timing: { type: 'boolean' },
    },
  });
  const given: Partial<Record<keyof typeof variables, string | undefined>> = {
    url: values.url,
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    token: values.token,
    otherToken: values['other-token'],
    auditorToken: values['auditor-token'],
    timing: values.timing ? 'yes' : undefined,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) process.env[variables[name as keyof typeof variables]] = value;
  }
  if (!URL.canParse(process.env[variables.url] ?? '')) {
    console.error(`Which server? ${usage}`);
    return 2;
  }
  // Paths of operations come from the bundle.
  await runSteps(steps, ['contract'], report);

  const summary = new SummaryReporter();
  const vitest = await startVitest('test', positionals, {
    watch: false,
    project: ['server'],
    reporters: [['tree', {}], summary],
    // One after the other: limits count all that comes from here.
    fileParallelism: false,
  });
  await vitest.close();
  for (const { title, why } of summary.skipped) console.log(`skipped ${title}: ${why}`);
  console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped`);
  return summary.failed > 0 || summary.passed === 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof StepError) && (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') !== true)
    throw error;
  console.error(`${(error as Error).message}\n${usage}`);
  process.exitCode = 2;
}
