import type { TestProject } from 'vitest/node';
import { report } from '../../scripts/lib/progress.ts';
import { steps } from '../../scripts/lib/plan.ts';
import { runSteps } from '../../scripts/lib/steps.ts';

/**
 * Builds what changed, once before the tests: they read bundles, run built commands and look at built docs. `npm test` has done so.
 * Declarations take longest, and no unit test reads them.
 */
export async function setup({ name: project }: TestProject): Promise<void> {
  if (process.env['TEST_IS_BUILT'] !== undefined) return;
  const names = steps.map(({ name }) => name).filter((name) => project !== 'unit' || !name.endsWith(':types'));
  await runSteps(steps, names, ({ state, ...event }) => state !== 'fresh' && report({ state, ...event }));
}
