/** `node scripts/build.ts [step ...]`: makes the named steps, or all, each only when something changed. */
import { report } from './lib/progress.ts';
import { StepError, runSteps } from './lib/steps.ts';
import { steps } from './lib/plan.ts';

try {
  const names = process.argv.slice(2);
  await runSteps(steps, names.length > 0 ? names : steps.map((step) => step.name), report);
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
