import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { guard } from '../../src/guard.ts';
import { openStore } from '../../src/store/index.ts';
import { createPostgres, postgresMissing } from '../support/databases.ts';
import { testPatience } from '../support/patience.ts';

// A tenth of what they are; `patience.slow.test.ts` has the time for them as they are.
vi.mock('../../src/store/waits.ts', () => ({ patience: 1_500, silence: 2_500, look: 200 }));

testPatience();

describe.skipIf(postgresMissing !== undefined)('how long PostgreSQL may take', () => {
  it('a connection that ends in the middle of a transaction ends the transaction, not the process', async () => {
    const database = await createPostgres();
    const store = await openStore(database.location);
    try {
      const work = store.db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(store.db);
        // Nobody listens now.
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 1`.execute(transaction);
      });
      await expect(guard(() => work)).rejects.toMatchObject({ kind: 'unavailable' });
      await sql`select 1`.execute(store.db);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
