import { sql } from 'kysely';
import { unhurried } from '../store/patience.ts';
import type { Store } from '../store/schema.ts';

/** How long usage is kept by the hour, and then by the day, in days. The contract promises both. */
export const keptDays = { hours: 32, days: 400 } as const;

/** How often what is old enough is rolled up, in ms. */
const interval = 3_600_000;

/** Key of the lock that one replica has (pg_advisory_xact_lock): any number that nothing else uses. */
const lock = 7_007_001;

/**
 * Adds up hours that are older than 32 days into days, and removes days that are older than 400. One replica does it at
 * a time; to do it twice changes nothing.
 *
 * @returns whether it was done; not when another replica is at it
 */
export function rollUpUsage(db: Store, now = new Date()): Promise<boolean> {
  const [hours, days] = [before(now, keptDays.hours), before(now, keptDays.days)];
  const roll = async (transaction: Store) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${lock}) as mine`.execute(
      transaction,
    );
    if (rows[0]?.mine !== true) return false;
    await sql`
      with old as (delete from usage_count where span = 'hour' and starts_at < ${hours} returning *)
      insert into usage_count as known
        (caller_kind, client_id, starts_at, span, operation_id, usage, status, requests, bytes_in, bytes_out, last_at)
      select caller_kind, client_id, date_trunc('day', starts_at, 'UTC') as day, 'day', operation_id, usage, status,
        sum(requests), sum(bytes_in), sum(bytes_out), max(last_at)
      from old group by caller_kind, client_id, day, operation_id, usage, status
      on conflict (caller_kind, client_id, starts_at, span, operation_id, usage, status) do update set
        requests = known.requests + excluded.requests,
        bytes_in = known.bytes_in + excluded.bytes_in,
        bytes_out = known.bytes_out + excluded.bytes_out,
        last_at = greatest(known.last_at, excluded.last_at)
    `.execute(transaction);
    await sql`delete from usage_count where span = 'day' and starts_at < ${days}`.execute(transaction);
    // Of a process that has written nothing for so long no batch is still to come.
    await sql`delete from usage_writer where written_at < ${hours}`.execute(transaction);
    return true;
  };
  return unhurried(db, (connection) => connection.transaction().execute(roll));
}

/** Does it now, and every hour. */
export async function startRetention(db: Store, report: (error: unknown) => void): Promise<{ close(): Promise<void> }> {
  await rollUpUsage(db);
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = rollUpUsage(db).catch(report);
  }, interval);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

/** The beginning of the day that many days before today (UTC). */
const before = (now: Date, days: number) => new Date(now.getTime() - (now.getTime() % 86_400_000) - days * 86_400_000);
