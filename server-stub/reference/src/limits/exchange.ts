import { createHash } from 'node:crypto';
import type { Heard, RateLimitBudgets, Told } from '@guichet/front';
import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** For how long a replica that is silent counts as there, in seconds. */
const silence = 15;

/** What is told of one limit. */
export interface Tidings {
  budgets: RateLimitBudgets;
  told: readonly Told[];
}

export interface Exchanged {
  /** The instant of it by the clock of the database, in ms since 1970. */
  at: number;
  /** How many other replicas there are. */
  others: number;
  /** What they used, by limit and subject. */
  heard: ReadonlyMap<RateLimitBudgets, ReadonlyMap<string, readonly Heard[]>>;
}

interface Row {
  at: number;
  others: number;
  heard: readonly (Heard & { subject: string })[];
}

/**
 * Tells the other replicas what was used here, and hears what they used: one statement, whatever the number of subjects.
 * A replica writes rows of its own only, so that none waits for another.
 */
export async function exchange(db: Store, replica: string, tidings: readonly Tidings[]): Promise<Exchanged> {
  const names = new Map<string, { budgets: RateLimitBudgets; subject: string }>();
  const used: object[] = [];
  const asked: object[] = [];
  for (const { budgets, told } of tidings) {
    for (const { subject, slots, since } of told) {
      const name = nameOf(budgets, subject);
      names.set(name, { budgets, subject });
      asked.push({ subject: name, since });
      for (const slot of slots) used.push({ subject: name, ...slot, ends: slot.first + budgets.policy.window * 2_000 });
    }
  }
  const { rows } = await statement(replica, used, asked).execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered without a row.');

  const heard = new Map(tidings.map(({ budgets }) => [budgets, new Map<string, Heard[]>()]));
  for (const { subject: name, ...slot } of row.heard) {
    const known = names.get(name);
    const slots = known && heard.get(known.budgets);
    if (!slots) continue;
    const list = slots.get(known.subject);
    if (list) list.push(slot);
    else slots.set(known.subject, [slot]);
  }
  return { at: row.at, others: row.others, heard };
}

/**
 * What a subject is called in the database: of a fixed length, and no address in clear. Limits that differ have nothing
 * in common, even while replicas are restarted with another one.
 */
function nameOf({ policy: { name, quota, window } }: RateLimitBudgets, subject: string): string {
  return createHash('sha256').update(`${name} ${quota} ${window} ${subject}`).digest('base64url').slice(0, 22);
}

const statement = (replica: string, used: readonly object[], asked: readonly object[]) => sql<Row>`
  with
    told as (
      insert into rate_limit_use (subject, slot, replica, first_at, last_at, used, ends_at)
      select subject, slot, ${replica}, first, last, used, to_timestamp(ends / 1000)
      from json_to_recordset(${JSON.stringify(used)}::json)
        as used(subject text, slot bigint, first float8, last float8, used float8, ends float8)
      on conflict (subject, slot, replica) do update set last_at = excluded.last_at, used = excluded.used
    ),
    present as (
      insert into rate_limit_replica (replica, seen_at) values (${replica}, now())
      on conflict (replica) do update set seen_at = excluded.seen_at
    )
  select
    (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
    (
      select count(*)::int from rate_limit_replica
      where replica <> ${replica} and seen_at > now() - make_interval(secs => ${silence})
    ) as others,
    coalesce((
      select json_agg(heard)
      from (
        select asked.subject, slot, min(first_at) as first, max(last_at) as last, sum(used) as used, count(*)::int as replicas
        from json_to_recordset(${JSON.stringify(asked)}::json) as asked(subject text, since bigint)
        join rate_limit_use as uses
          on uses.subject = asked.subject and uses.slot >= asked.since and uses.replica <> ${replica}
        group by asked.subject, slot
      ) as heard
    ), '[]') as heard
`;

/** Says that a replica has gone. */
export async function leave(db: Store, replica: string): Promise<void> {
  await sql`delete from rate_limit_replica where replica = ${replica}`.execute(db);
}

/** Deletes what is over. */
export async function sweepRateLimits(db: Store): Promise<void> {
  await sql`delete from rate_limit_use where ends_at < now()`.execute(db);
  await sql`delete from rate_limit_replica where seen_at < now() - make_interval(secs => ${silence * 4})`.execute(db);
}
