import type { Call } from '@guichet/front';

/** Callers whose use is counted: programs. What people do in an application is theirs. */
export type CallerKind = 'client' | 'apiKey';

/** How often a caller used an operation in an hour, and with which outcome. As the database takes it. */
export interface Count {
  caller_kind: CallerKind;
  client_id: string;
  /** The hour, in ISO 8601. */
  starts_at: string;
  operation_id: string;
  usage: readonly string[];
  status: number;
  requests: number;
  bytes_in: number;
  bytes_out: number;
  /** The minute of the last request, in ms since 1970. */
  last_at: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** Counts in memory, a row for each caller, hour, operation and status. */
export class Counts {
  #rows = new Map<string, Count>();
  readonly #most: number;

  /** @param most - rows that are held: beyond, what has no row yet is not counted */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** @returns whether the call was counted; not when there is no room */
  add({ operationId, usage }: NonNullable<Call['operation']>, caller: Caller, call: Call): boolean {
    const now = Date.now();
    const startsAt = now - (now % hour);
    const key = `${startsAt} ${caller.kind} ${caller.clientId} ${operationId} ${call.status}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      if (this.#rows.size >= this.#most) return false;
      row = {
        caller_kind: caller.kind,
        client_id: caller.clientId,
        starts_at: new Date(startsAt).toISOString(),
        operation_id: operationId,
        usage,
        status: call.status,
        requests: 0,
        bytes_in: 0,
        bytes_out: 0,
        last_at: 0,
      };
      this.#rows.set(key, row);
    }
    row.requests += 1;
    row.bytes_in += call.bytesIn;
    row.bytes_out += call.bytesOut;
    row.last_at = now - (now % minute);
    return true;
  }

  /** Takes some rows out, the oldest first. */
  take(most: number): Count[] {
    if (this.#rows.size <= most) {
      const all = [...this.#rows.values()];
      this.#rows = new Map();
      return all;
    }
    const taken: Count[] = [];
    for (const [key, row] of this.#rows) {
      if (taken.length === most) break;
      taken.push(row);
      this.#rows.delete(key);
    }
    return taken;
  }

  /** Requests in all rows. */
  get requests(): number {
    return requestsOf(this.#rows.values());
  }
}

export function requestsOf(rows: Iterable<Count>): number {
  let sum = 0;
  for (const row of rows) sum += row.requests;
  return sum;
}

/** A program, by the name under which it is counted. */
export interface Caller {
  kind: CallerKind;
  clientId: string;
}

/** Whose call is counted: nobody's when the caller was not authenticated, and not that of people. */
export function callerOf({ caller }: Pick<Call, 'caller'>): Caller | undefined {
  if (caller === undefined || caller.kind === 'user') return undefined;
  const clientId = caller.clientId ?? caller.subject;
  return clientId === undefined ? undefined : { kind: caller.kind, clientId };
}
