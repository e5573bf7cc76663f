import { networksOf } from '@guichet/front';
import { emptyRow, type AuditRow } from './row.ts';

/** In ms. */
const minute = 60_000;

/** Kinds of failures that are told apart in a minute: of each client that exists, and of all strangers together. */
const most = { client: 20, strangers: 200 };

/** What came again within a minute. */
interface Repetition {
  minute: number;
  count: number;
  from: Date;
  last: AuditRow;
}

/**
 * Failures cost nothing to those who cause them, so they must not fill the database. Of failures of one kind (what,
 * why, which client, from which network) the first in a minute is a line of its own; the others become one line with
 * their number when the minute is over. Whoever comes with ever new names and addresses gets that many lines, and then
 * one for all the rest. What strangers do takes no line away from the clients that there are.
 */
export class Repetitions {
  readonly #known = new Map<string, Repetition>();
  /** Kinds that are told apart in this minute, by whose they are. */
  readonly #told = new Map<string, number>();
  #minute = 0;

  /**
   * @param isClient - whether the client of the row exists
   * @returns whether it is a line of its own
   */
  isFirst(row: AuditRow, isClient: boolean): boolean {
    const now = Math.floor(row.occurred_at.getTime() / minute);
    if (now !== this.#minute) {
      this.#minute = now;
      this.#told.clear();
    }
    const { type, reason, client_id: clientId, login } = row;
    const kind = JSON.stringify([now, type, reason, clientId, networkOf(row), login]);
    const known = this.#known.get(kind);
    if (known) {
      repeat(known, row);
      return false;
    }
    const whose = isClient && clientId !== null ? clientId : '';
    const told = this.#told.get(whose) ?? 0;
    if (told < (whose === '' ? most.strangers : most.client)) {
      this.#told.set(whose, told + 1);
      this.#known.set(kind, { minute: now, count: 0, from: row.occurred_at, last: row });
      return true;
    }
    const rest = JSON.stringify([now, type, reason, whose]);
    const all = { ...emptyRow(type, row.outcome, row.occurred_at), reason, client_id: whose === '' ? null : whose };
    const others = this.#known.get(rest);
    if (others) repeat(others, all);
    else this.#known.set(rest, { minute: now, count: 1, from: row.occurred_at, last: all });
    return false;
  }

  /** @returns lines for what came again in minutes that are over; with `all`, up to now */
  settle(now: Date, all = false): AuditRow[] {
    const present = Math.floor(now.getTime() / minute);
    const rows: AuditRow[] = [];
    for (const [kind, { minute: past, count, from, last }] of this.#known) {
      if (!all && past >= present) continue;
      this.#known.delete(kind);
      if (count === 0) continue;
      const details = { ...last.details, since: from.toISOString() };
      rows.push({ ...last, count, address: networkOf(last), request_id: null, details });
    }
    return rows;
  }

  get size(): number {
    return this.#known.size;
  }
}

function repeat(known: Repetition, row: AuditRow): void {
  if (known.count === 0) known.from = row.occurred_at;
  known.count += 1;
  known.last = row;
}

const networkOf = ({ address }: AuditRow): string | null => (address === null ? null : networksOf(address).home);
