import { expect, it } from 'vitest';
import { runRenewals } from '../support/renewal.ts';

it('E4 calls go on while slow renewals run: no call waits on one', async () => {
  const outcome = await runRenewals({ duration: 9, callsPerSecond: 200, lifetime: 5, slowness: 300 });
  expect(outcome.waited).toBe(0);
  expect(outcome.calls).toBeGreaterThan(900);
  expect(outcome.exchanges).toBeGreaterThanOrEqual(2);
});
