import { sql, type Kysely } from 'kysely';

/** Runs statements one after the other: each may build on those before it. */
export async function runStatements(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
