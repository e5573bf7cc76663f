import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '@guichet/front';
import { isUnstorable } from '../store/errors.ts';
import type { Store } from '../store/schema.ts';
import { writeBatch, type Batch } from './batch.ts';
import { callerOf, Counts, requestsOf } from './counts.ts';
import { LastUsed } from './last-used.ts';

/** How long counts are gathered before they are written, in ms. A call is in the database a second after its answer at the latest. */
const window = 250;

/** How long after a failure it is tried again, in ms. */
const pause = 1_000;

/** How long an attempt may take, in ms, before another is made. */
const patience = 5_000;

/** Attempts whose end is unknown. With a frozen database each holds a connection. */
const mostUnderWay = 3;

/** How long the server tries to write the last counts when it stops, in ms. */
const farewell = 5_000;

/** Rows of a batch. */
const batchSize = 5_000;

/** Rows in memory, some 20 MB: an hour of 2,000 callers with 25 operations each. */
const mostRows = 50_000;

export interface LedgerOptions {
  /** Whether calls are counted. When credentials were last used is noted in any case. Default true. */
  counts?: boolean;
  /** Told, once for each outage, why nothing can be written, and how many requests will be missing. */
  report?: (error: unknown, message: string) => void;
}

/**
 * What credentials and API keys are used for. Calls are counted in memory, and written every 250 ms as one statement: no
 * request waits for it (O4). Each batch is counted once, also when the answer to its commit is lost. What a process had
 * not written yet when it was killed is missing, never counted twice.
 *
 * While the database is away the counts grow by a row for each caller, hour, operation and status, up to 50,000 rows;
 * what comes then and has no row yet is not counted, and the log says how much that was.
 */
export class UsageLedger {
  readonly #db: Store;
  readonly #report: (error: unknown, message: string) => void;
  readonly #counting: boolean;
  readonly #writerId = randomUUID();
  readonly #counts = new Counts(mostRows);
  readonly #lastUsed: LastUsed;
  /** Cut off and not known to be written: what it contains must not change any more. */
  #batch: Batch | undefined;
  #number = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #underWay = 0;
  #failing = false;
  #missed = 0;
  #closed = false;

  constructor(db: Store, { counts = true, report = () => {} }: LedgerOptions = {}) {
    this.#db = db;
    this.#counting = counts;
    this.#report = report;
    this.#lastUsed = new LastUsed(db);
  }

  /** Takes in a call that has ended. */
  count(call: Call): void {
    const caller = callerOf(call);
    if (caller === undefined || call.operation === undefined) return;
    const due = caller.kind === 'client' && this.#lastUsed.note(caller.clientId);
    if (this.#counting && !this.#counts.add(call.operation, caller, call)) this.#missed += 1;
    if (due || this.#counting) this.#wind();
  }

  /** Requests that were counted and are not known to be written. */
  get pending(): number {
    return this.#counts.requests + requestsOf(this.#batch?.counts ?? []);
  }

  /** Takes in that a secret was sent. */
  noteSecret(secretId: string): void {
    if (this.#lastUsed.noteSecret(secretId)) this.#wind();
  }

  /**
   * Writes what was counted until now.
   *
   * @throws what the database answers; the counts are kept for the next time
   */
  async flush(): Promise<void> {
    // Of one that is under way nobody knows whether it had begun before the last call.
    await this.#running?.catch(() => {});
    this.#running ??= this.#write().finally(() => (this.#running = undefined));
    await this.#running;
  }

  /** Writes the last counts, for up to 5 s. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const deadline = performance.now() + farewell;
    for (;;) {
      try {
        await within(deadline - performance.now(), this.flush());
        return;
      } catch (error) {
        if (performance.now() + pause > deadline) {
          this.#report(error, `The usage of ${this.pending} requests could not be written before the process ended.`);
          return;
        }
        await delay(pause);
      }
    }
  }

  #wind(wait = window): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.flush().then(
        () => this.#rest(),
        (error: unknown) => this.#fail(error),
      );
    }, wait);
    // A process that has nothing else to do closes the ledger, which writes.
    this.#timer.unref();
  }

  #rest(): void {
    this.#timer = undefined;
    this.#failing = false;
    if (this.#missed > 0) {
      this.#report(
        undefined,
        `The usage of ${this.#missed} requests was not counted: there was no room for more rows.`,
      );
      this.#missed = 0;
    }
    if (this.#counts.size > 0 || this.#lastUsed.pending) this.#wind();
  }

  #fail(error: unknown): void {
    this.#timer = undefined;
    if (!this.#failing) this.#report(error, 'Usage cannot be written. It is kept in memory and will be tried again.');
    this.#failing = true;
    this.#wind(pause);
  }

  async #write(): Promise<void> {
    // What comes while this goes on is for the next time.
    for (let left = Math.ceil(this.#counts.size / batchSize) + (this.#batch ? 1 : 0); left > 0; left -= 1) {
      const batch = (this.#batch ??= this.#cut());
      // In order: a batch that comes after its successor is taken for one already written.
      await this.#attempt(() => this.#writeOrGiveUp(batch));
      this.#batch = undefined;
    }
    await this.#attempt(() => this.#lastUsed.flush());
  }

  async #writeOrGiveUp(batch: Batch): Promise<void> {
    try {
      await writeBatch(this.#db, batch);
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      // It would fail for ever, and hold up all that comes after it.
      this.#report(error, `The usage of ${requestsOf(batch.counts)} requests cannot be stored, and is dropped.`);
    }
  }

  #cut(): Batch {
    this.#number += 1;
    return { writerId: this.#writerId, number: this.#number, counts: this.#counts.take(batchSize) };
  }

  /** Gives up waiting for work that does not end; it may succeed all the same. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.#underWay >= mostUnderWay) throw new Error(`The database has not answered ${mostUnderWay} attempts.`);
    this.#underWay += 1;
    await within(
      patience,
      work().finally(() => (this.#underWay -= 1)),
    );
  }
}

/** @throws when some work takes longer than that, in ms */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database did not answer within ${patience} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
