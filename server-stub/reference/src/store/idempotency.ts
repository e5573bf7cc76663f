import { createHash } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import { idempotencyConflict, idempotencyKeyReused } from '../problems.ts';
import type { Tables } from './schema.ts';

/** The table that a store must have for it. */
type Records = Pick<Tables, 'idempotency_record'>;

/** How long a key is remembered, in hours. */
const memory = 24;

export interface Answer<Body> {
  status: number;
  body: Body;
  /** Whether this repeats an earlier answer. */
  replayed: boolean;
}

export interface KeyedRequest {
  /** Whose key it is, and for which operation: the same key of somebody else is another key. */
  scope: string;
  /** Value of `Idempotency-Key`, undefined when the caller sent none: then the work is done without a record. */
  key: string | undefined;
  /** All that makes it the same request when it comes again: path parameters and body. */
  request: unknown;
}

/**
 * Does a piece of work once per key, in one transaction with the record of it: a crash leaves both or none.
 *
 * @param work - answers what to send now
 * @param redact - what may be stored of that answer and repeated later: never a secret (K3)
 * @throws Problem 409 while the first request with this key runs, 422 when the key came with another request before
 */
export function once<Body, Schema extends Records>(
  db: Kysely<Schema>,
  { scope, key, request }: KeyedRequest,
  work: (transaction: Transaction<Schema>) => Promise<{ status: number; body: Body }>,
  redact: (body: Body) => Body = (same) => same,
): Promise<Answer<Body>> {
  return db.transaction().execute(async (transaction) => {
    if (key === undefined) return { ...(await work(transaction)), replayed: false };

    const lock = await sql<{ held: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`${scope} ${key}`}, 0)) as held
    `.execute(transaction);
    if (lock.rows[0]?.held !== true) throw idempotencyConflict();

    const own = transaction as unknown as Transaction<Records>;
    const records = () => own.selectFrom('idempotency_record').where('scope', '=', scope).where('key', '=', key);
    await own
      .deleteFrom('idempotency_record')
      .where('created_at', '<', new Date(Date.now() - memory * 3_600_000))
      .execute();
    const body_digest = createHash('sha256').update(canonical(request)).digest('hex');
    const earlier = await records().selectAll().executeTakeFirst();
    if (earlier !== undefined) {
      if (earlier.body_digest !== body_digest) throw idempotencyKeyReused();
      return { status: earlier.status, body: earlier.response as Body, replayed: true };
    }
    const answer = await work(transaction);
    await own
      .insertInto('idempotency_record')
      .values({
        scope,
        key,
        body_digest,
        status: answer.status,
        response: JSON.stringify(redact(answer.body)),
        created_at: new Date(),
      })
      .execute();
    return { ...answer, replayed: false };
  });
}

/** JSON with sorted members: the same request written in another order is the same request. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
