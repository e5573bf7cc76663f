import { expect, it } from 'vitest';
import { runRenewals } from '../support/renewal.ts';

it('E4 two minutes, 200 calls a second, tokens of 20 s, an endpoint that takes 500 ms: no call waits on a renewal', async () => {
  const outcome = await runRenewals({ duration: 120, callsPerSecond: 200, lifetime: 20, slowness: 500 });
  console.log(`${outcome.calls} calls, ${outcome.waited} waited, ${outcome.exchanges} token requests`);
  expect(outcome.waited).toBe(0);
  expect(outcome.calls).toBeGreaterThan(20_000);
  // One for each generation: a renewal comes no sooner than half of a token's life.
  expect(outcome.exchanges).toBeGreaterThanOrEqual(6);
  expect(outcome.exchanges).toBeLessThanOrEqual(13);
});
