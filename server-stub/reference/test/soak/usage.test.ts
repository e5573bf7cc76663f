import { describe, expect, it } from 'vitest';
import { createPostgres, postgresMissing } from '../support/databases.ts';
import { describeOutcome, faultsOf, killUnderLoad, noFaults, total } from '../support/usage-load.ts';

const requests = 100_000;

describe.skipIf(postgresMissing !== undefined)(
  `usage under load without end, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    it(`O4 ${requests} requests with a kill -9 in the middle: what was answered a second before is counted once, and nothing more than was made`, async () => {
      const database = await createPostgres();
      try {
        const outcome = await killUnderLoad(database, requests);
        console.info(describeOutcome(outcome));
        expect(faultsOf(outcome)).toEqual(noFaults);
        expect(total(outcome.made) + total(outcome.second)).toBeGreaterThanOrEqual(requests);
        expect(total(outcome.certain)).toBeGreaterThan(requests / 20);
      } finally {
        await database.drop();
      }
    }, 1_200_000);
  },
);
