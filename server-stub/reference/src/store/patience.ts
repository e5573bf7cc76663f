import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';

/** How long a caller waits for the database, in ms. By then PostgreSQL gives up the statement, too. */
export const patience = 15_000;

/**
 * How long a connection may go without an answer, in ms, before it is dropped: PostgreSQL would have given up, so nobody is at
 * the other end.
 */
export const silence = 20_000;

const inNoHurry = new AsyncLocalStorage<true>();

/** Whether this is work that may take as long as it takes. */
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
        // A connection that is gone needs it no more.
        await sql`set statement_timeout = ${sql.lit(patience)}`.execute(connection).catch(() => {});
      }
    }),
  );
}
