import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';
import type { Caller, CallerKind } from './counts.ts';
import { countsFrom, countsOf, type CountedRow, type UsageCounts } from './usage-counts.ts';

/** What is asked for. */
export interface UsageQuestion {
  /** Whose usage. Default everybody's. */
  caller?: Caller | undefined;
  /** First instant that counts. */
  from: Date;
  /** First instant that no longer counts. */
  before: Date;
}

/** Usage as a whole, and by everything that is counted. */
export interface UsageReport extends UsageCounts {
  days: (UsageCounts & { date: string })[];
  /** Those that are kept by the hour. */
  hours: (UsageCounts & { starts_at: string })[];
  operations: (UsageCounts & { operation_id: string })[];
  usages: (UsageCounts & { usage: string })[];
  statuses: { status: number; requests: number }[];
  /** The busiest first. */
  callers: (UsageCounts & { kind: CallerKind; client_id: string })[];
}

/** A sum over all, or by one of these. */
interface Sum extends CountedRow {
  part: Part;
  day: string | null;
  hour: Date | null;
  operation_id: string | null;
  usage: string[] | null;
  status: number | null;
  caller_kind: CallerKind | null;
  client_id: string | null;
}

// What `grouping()` answers: a bit for each column that is summed over, the last one being the least significant.
const parts = { all: 63, day: 31, hour: 47, operation: 55, usage: 59, status: 61, caller: 62 } as const;
type Part = (typeof parts)[keyof typeof parts];

/** What was counted of a caller, or of all, in one statement. */
export async function reportUsage(db: Store, { caller, from, before }: UsageQuestion): Promise<UsageReport> {
  const whose = caller === undefined ? sql`` : sql`and caller_kind = ${caller.kind} and client_id = ${caller.clientId}`;
  const { rows } = await sql<Sum>`
    select
      grouping(day, hour, operation_id, usage, status, caller)::int as part,
      day, hour, operation_id, usage, status, caller[1] as caller_kind, caller[2] as client_id,
      sum(requests)::bigint as requests,
      coalesce(sum(requests) filter (where status between 400 and 499), 0)::bigint as client_errors,
      coalesce(sum(requests) filter (where status >= 500), 0)::bigint as server_errors,
      coalesce(sum(requests) filter (where status = 429), 0)::bigint as rate_limited,
      coalesce(sum(bytes_in), 0)::bigint as bytes_in,
      coalesce(sum(bytes_out), 0)::bigint as bytes_out
    from (
      select
        (starts_at at time zone 'UTC')::date as day,
        case when span = 'hour' then starts_at end as hour,
        operation_id, usage, status, array[caller_kind, client_id] as caller, requests, bytes_in, bytes_out
      from usage_count where starts_at >= ${from} and starts_at < ${before} ${whose}
    ) as counted
    group by grouping sets ((), (day), (hour), (operation_id), (usage), (status), (caller))
    order by part, day, hour, status, requests desc, operation_id collate "C", caller collate "C"
  `.execute(db);
  const of = (part: keyof typeof parts) => rows.filter((row) => row.part === parts[part]);
  const [all] = of('all');
  return {
    ...countsOf(all),
    days: of('day').map((row) => ({ date: row.day ?? '', ...countsOf(row) })),
    // What was rolled up has no hour.
    hours: of('hour').flatMap((row) => (row.hour ? { starts_at: row.hour.toISOString(), ...countsOf(row) } : [])),
    operations: of('operation').map((row) => ({ operation_id: row.operation_id ?? '', ...countsOf(row) })),
    usages: byUsage(of('usage')),
    statuses: of('status').map(({ status, requests }) => ({ status: status ?? 0, requests })),
    callers: of('caller').map((row) => ({
      kind: row.caller_kind ?? 'client',
      client_id: row.client_id ?? '',
      ...countsOf(row),
    })),
  };
}

/** When a caller was last counted, to the minute. */
export async function lastCounted(db: Store, { kind, clientId }: Caller): Promise<string | null> {
  const row = await db
    .selectFrom('usage_count')
    .select((of) => of.fn.max('last_at').as('last_at'))
    .where('caller_kind', '=', kind)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return (row?.last_at as Date | null | undefined)?.toISOString() ?? null;
}

/** An operation that is meant for several counts for each of them. */
function byUsage(rows: readonly Sum[]): UsageReport['usages'] {
  const sums = new Map<string, CountedRow[]>();
  for (const row of rows) {
    for (const usage of row.usage ?? []) {
      const own = sums.get(usage);
      if (own === undefined) sums.set(usage, [row]);
      else own.push(row);
    }
  }
  return [...sums].map(([usage, own]) => ({ usage, ...countsFrom(own) })).toSorted((a, b) => b.requests - a.requests);
}
