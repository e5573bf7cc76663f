import type { Line } from './line.ts';

export interface Change {
  topic: 'credential' | 'person' | 'token' | 'signing_key';
  /** Identifier of what changed, `null` for everything of the topic. */
  subject: string | null;
  /** Until when it matters, in ms since 1970. */
  until: number | null;
}

export interface Reading {
  /** What the database showed to this reading, as PostgreSQL writes snapshots: `xmin:xmax:xip,...`. */
  snapshot: string;
  /** When, by the clock of the database, in seconds since 1970. */
  at: number;
  /** What changed since the reading before, or that nobody knows. */
  changes: readonly Change[] | 'unknown';
}

/** How long changes are kept, in seconds. Whoever looks less often than every half of that starts over. */
const retention = 3_600;
/** How often old ones are deleted, in seconds. */
const cleaning = 600;
/** With more than this it is cheaper to start over. */
const most = 5_000;

/**
 * Reads what changed since the last reading: the changes that are visible now, and were not visible in the snapshot of
 * the last reading. So nothing is missed that commits late, and no writer waits for another.
 *
 * @param last - undefined: what changed is unknown, and a new count begins
 */
export async function readChanges(line: Line, last: Reading | undefined): Promise<Reading> {
  const [row] = await line.query<{ snapshot: string; at: number; changes: Change[] }>(statement, [
    last?.snapshot ?? null,
    most + 1,
  ]);
  if (row === undefined) throw new Error('The database answered without a row.');
  const { snapshot, at, changes } = row;
  if (Math.floor(at / cleaning) !== Math.floor((last?.at ?? at) / cleaning)) {
    await line.query('delete from change where changed_at < now() - make_interval(secs => $1)', [retention]);
  }
  const complete =
    last !== undefined &&
    changes.length <= most &&
    at - last.at < retention / 2 &&
    // A count that went back is that of another database, such as one restored from a backup.
    nextTransaction(snapshot) >= nextTransaction(last.snapshot);
  return { snapshot, at, changes: complete ? changes : 'unknown' };
}

const nextTransaction = (snapshot: string) => BigInt(snapshot.split(':')[1] ?? 0);

// One statement, and so one snapshot: what it shows and what it names are the same moment.
const statement = `
  select
    pg_current_snapshot()::text as snapshot,
    extract(epoch from now())::float8 as at,
    coalesce((
      select json_agg(fresh)
      from (
        select topic, subject, (extract(epoch from until) * 1000)::float8 as until
        from change
        where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)
        limit $2
      ) as fresh
    ), '[]') as changes
`;
