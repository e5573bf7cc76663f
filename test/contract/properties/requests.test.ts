import { describe, expect, it } from 'vitest';
import { describeOutcome, sendWildRequests } from './run.ts';
import { setting } from './settings.ts';

const runs = setting('FAST_CHECK_RUNS') ?? 1_000;
/**
 * The same each time: what is red here is red for what was changed. `npm run test:all` sends ten times as many, and
 * `npm run test:soak` looks for new ones.
 */
const seed = setting('FAST_CHECK_SEED') ?? 20_261_122;

describe('requests that nobody thought of', () => {
  it(
    `${runs} of them: no fault of the server, and no answer that the contract does not declare`,
    { timeout: 600_000 },
    async () => {
      const outcome = await sendWildRequests(runs, seed);
      console.info(describeOutcome(outcome));
      expect(outcome.failure).toBeUndefined();
      expect(outcome.runs).toBe(runs);
      expect(outcome.healthy).toBe(true);
    },
  );
});
