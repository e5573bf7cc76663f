// Two servers under load, of which the first is killed: 20 s of a core.
import { describe, expect, it } from 'vitest';
import { createPostgres, postgresMissing } from '../support/databases.ts';
import { describeOutcome, faultsOf, killUnderLoad, noFaults, total } from '../support/usage-load.ts';

describe.skipIf(postgresMissing !== undefined)(
  `usage of a server that is killed, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    it('O4 kill -9 under load: what was answered a second before is counted once, nothing more than was made; an orderly end loses none', async () => {
      const database = await createPostgres();
      try {
        const outcome = await killUnderLoad(database, 5_000);
        console.info(describeOutcome(outcome));
        expect(faultsOf(outcome)).toEqual(noFaults);
        expect(total(outcome.made) + total(outcome.second)).toBeGreaterThanOrEqual(5_000);
        expect(total(outcome.certain)).toBeGreaterThan(5_000 / 20);
      } finally {
        await database.drop();
      }
    });
  },
);
