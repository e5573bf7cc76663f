import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';
import { patience } from './waits.ts';

export { patience };

const inNoHurry = new AsyncLocalStorage<true>();

/** Whether this is work without a deadline. */
export const isUnhurried = (): boolean => inNoHurry.getStore() === true;

/** Does work on the database that may take longer than a request does, such as a migration, on a connection of its own. */
export function unhurried<Schema, Answer>(
  db: Kysely<Schema>,
  work: (db: Kysely<Schema>) => Promise<Answer>,
): Promise<Answer> {
  return inNoHurry.run(true, () =>
    db.connection().execute(async (connection) => {
      await sql`set statement_timeout = 0`.execute(connection);
      try {
        return await work(connection);
      } finally {
        // A connection that is gone no longer needs it.
        await sql`set statement_timeout = ${sql.lit(patience)}`.execute(connection).catch(() => {});
      }
    }),
  );
}
