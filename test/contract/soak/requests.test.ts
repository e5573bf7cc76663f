import { describe, expect, it } from 'vitest';
import { setting } from '../properties/settings.ts';
import { describeOutcome, sendWildRequests } from '../properties/run.ts';

const runs = setting('FAST_CHECK_RUNS') ?? 50_000;

describe('requests that nobody thought of, for longer', () => {
  it(
    `${runs} of them: no fault of the server, and no answer that the contract does not declare`,
    { timeout: 1_800_000 },
    async () => {
      const outcome = await sendWildRequests(runs, setting('FAST_CHECK_SEED'));
      console.info(describeOutcome(outcome));
      expect(outcome.failure).toBeUndefined();
      expect(outcome.runs).toBe(runs);
      expect(outcome.healthy).toBe(true);
    },
  );
});
