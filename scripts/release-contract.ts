/**
 * `node scripts/release-contract.ts [--amend] [--check] [--date 2026-01-31]`: keeps today's public contracts in
 * `spec/released/` under their version, with every link of the docs. The changelog is the difference of what lies there.
 */
import { parseArgs } from 'node:util';
import { report } from './lib/progress.ts';
import { steps } from './lib/plan.ts';
import { checkContract, releaseContract } from './lib/release-contract.ts';
import { StepError, runSteps } from './lib/steps.ts';

const { values } = parseArgs({
  options: { amend: { type: 'boolean' }, check: { type: 'boolean' }, date: { type: 'string' } },
});
const build = (step: string) => runSteps(steps, [step], report);

try {
  await build('contract');
  if (values.check) {
    console.log(await checkContract());
  } else {
    const { amend = false, date = new Date().toISOString().slice(0, 10) } = values;
    console.log(await releaseContract({ amend, date, buildDocs: () => build('docs') }));
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof StepError || error.name === 'Error' ? error.message : error);
  process.exitCode = 1;
}
