import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { isUnstorable } from '../store/errors.ts';
import type { Store } from '../store/schema.ts';
import { Repetitions } from './repetitions.ts';
import { emptyRow, rowOf, type AuditRow, type NotedEvent } from './row.ts';

/** How often what was noted is written, in ms: what a process that is killed loses of it. */
const interval = 500;

/** Lines of one statement, and lines that are kept while the database does not take them. */
const batchSize = 2_000;
const maxRows = 100_000;

/** Events that wait to be sorted: beyond that, they are sorted immediately. */
const maxNoted = 10_000;

interface Batch {
  id: string;
  rows: readonly AuditRow[];
}

/**
 * Events of authentication on their way into the audit. A request only notes one in memory, whatever it is: nothing is
 * looked up or compared for it, so that no time tells a known client from an unknown one (A1). Twice a second they are
 * written together, each once: a batch that failed is sent again under its own number, which the database takes once.
 */
export class AuthenticationJournal {
  readonly #db: Store;
  readonly #onFault: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #repetitions = new Repetitions();
  #noted: { event: NotedEvent; at: Date }[] = [];
  #rows: AuditRow[] = [];
  /** What is being written, or is to be written again as it is. */
  #batch: Batch | undefined;
  #lost = 0;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;

  /** @param onFault - told when the database does not take the events */
  constructor(db: Store, onFault: (error: unknown) => void) {
    this.#db = db;
    this.#onFault = onFault;
    this.#timer = setInterval(() => {
      this.#sort(new Date());
      if (!this.#busy) void this.flush().catch(this.#onFault);
    }, interval);
    this.#timer.unref();
  }

  note(event: NotedEvent): void {
    const at = new Date();
    this.#noted.push({ event, at });
    if (this.#noted.length >= maxNoted) this.#sort(at);
  }

  /** Writes what was noted. What repeats is written when its minute is over. On failure all is kept for the next time. */
  flush(): Promise<void> {
    const write = () => this.#write();
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** Writes everything, and ends. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#sort(new Date(), true);
    await this.flush().catch(this.#onFault);
  }

  /** Events that are kept, in whatever form. */
  get size(): number {
    return this.#noted.length + this.#rows.length + this.#repetitions.size + (this.#batch?.rows.length ?? 0);
  }

  #sort(now: Date, all = false): void {
    const noted = this.#noted;
    this.#noted = [];
    for (const { event, at } of noted) {
      const row = rowOf(event, at);
      const isClient = event.clientId !== undefined && event.login === undefined;
      if (row.outcome === 'success' || this.#repetitions.isFirst(row, isClient)) this.#keep(row);
    }
    for (const row of this.#repetitions.settle(now, all)) this.#keep(row);
  }

  #keep(row: AuditRow): void {
    if (this.#rows.length < maxRows) this.#rows.push(row);
    else this.#lost += row.count;
  }

  async #write(): Promise<void> {
    this.#busy = true;
    try {
      this.#sort(new Date());
      for (;;) {
        this.#batch ??= this.#nextBatch();
        if (this.#batch === undefined) return;
        // In order, and each as a whole.
        await this.#insert(this.#batch);
        this.#batch = undefined;
      }
    } finally {
      this.#busy = false;
    }
  }

  #nextBatch(): Batch | undefined {
    const lost = this.#lost;
    this.#lost = 0;
    // That something is missing is itself a line of the audit.
    if (lost > 0) this.#rows.unshift({ ...emptyRow('audit.lost', 'failure', new Date()), count: lost });
    if (this.#rows.length === 0) return undefined;
    return { id: randomUUID(), rows: this.#rows.splice(0, batchSize) };
  }

  async #insert(batch: Batch): Promise<void> {
    try {
      await insertRows(this.#db, batch);
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      // It would fail for ever, and hold up all that comes after it.
      this.#lost += batch.rows.reduce((sum, { count }) => sum + count, 0);
      this.#onFault(error);
    }
  }
}

async function insertRows(db: Store, { id, rows }: Batch): Promise<void> {
  await sql`
    insert into audit_event (type, outcome, reason, client_id, subject_id, actor_id, actor_client_id, request_id, address,
      count, occurred_at, details, batch_id, batch_position)
    select event.type, event.outcome, event.reason, event.client_id, coalesce(event.subject_id, person.id), event.actor_id,
      event.actor_client_id, event.request_id, event.address, event.count, event.occurred_at, event.details,
      ${id}::uuid, event.position
    from json_to_recordset(${JSON.stringify(rows.map((row, position) => ({ ...row, position })))}::json) as event(
      type text, outcome text, reason text, client_id text, subject_id uuid, login text, actor_id uuid,
      actor_client_id text, request_id text, address text, count integer, occurred_at timestamptz, details jsonb,
      position integer
    )
    left join utilisateur as person on person.login = event.login
    order by event.position
    on conflict (batch_id, batch_position) where batch_id is not null do nothing
  `.execute(db);
}
