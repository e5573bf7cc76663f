import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RateLimitBudgets, type RateLimitPolicy, type RateLimits, type Replicas } from '@guichet/front';
import type { Store } from '../store/schema.ts';
import { exchange, leave, sweepRateLimits, type Tidings } from './exchange.ts';

/** How long what is used here may be unknown to the others, in ms. */
const beat = 100;
/** The same, when a share is nearly used up. */
const soon = 25;
/** How often a replica without requests says that it is there, in ms. */
const presence = 5_000;
/** How long after a failure it tries again, in ms. */
const pause = 1_000;
/** How often what is over is deleted, in ms. */
const sweeping = 30_000;
/** How long an answer may take before the database counts as away, in ms. */
const patience = 1_000;
/** The most subjects of a limit in one statement. */
const most = 2_000;

export interface SharedRateLimitsOptions {
  db: Store;
  /** Whether other processes may use the database. If not, limits are of this one alone. */
  shared: boolean;
  /** Told, once for each outage, why the others cannot be heard. */
  report?: (error: unknown) => void;
}

/**
 * Limits that replicas share through the database. A request never waits for it: what was used is told in one statement, ten
 * times a second while there are requests, and what the others used is heard in the same.
 *
 * While the database is away each replica goes on by itself, with what it last heard and then with its equal share of the limit.
 */
export class SharedRateLimits {
  readonly #db: Store;
  readonly #shared: boolean;
  readonly #report: (error: unknown) => void;
  readonly #replica = randomUUID();
  readonly #limits: RateLimitBudgets[] = [];
  /** From this machine's clock to that of the database, which all replicas have in common, in ms. */
  #offset: number | undefined;
  #others = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #sweptAt = Number.NEGATIVE_INFINITY;
  /** When the next exchange is due. */
  #due = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #underWay: Promise<void> | undefined;
  /** For those who wait for the next answer. */
  #heard: PromiseWithResolvers<void> | undefined;
  /** A statement that did not answer in time. */
  #late: Promise<unknown> | undefined;
  #failing = false;
  #closed = false;

  constructor({ db, shared, report = () => {} }: SharedRateLimitsOptions) {
    this.#db = db;
    this.#shared = shared;
    this.#report = report;
  }

  /** Adds a limit. Call it before `start`. */
  add(policy: RateLimitPolicy): RateLimits {
    const limits = new RateLimitBudgets(policy, {
      now: () => clock() + (this.#offset ?? 0),
      ...(this.#shared ? { replicas: this.#replicas } : {}),
    });
    this.#limits.push(limits);
    return limits;
  }

  /** Begins to hear of the others. */
  async start(): Promise<void> {
    if (this.#shared && this.#limits.length > 0) await this.#exchange();
  }

  /** Tells the others what they have not heard yet. */
  async close(): Promise<void> {
    if (this.#closed || this.#lastAt === Number.NEGATIVE_INFINITY) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    const goodbye = async () => {
      await this.#underWay;
      await this.#exchange();
      await leave(this.#db, this.#replica);
    };
    // Nobody waits for a database that is away.
    await Promise.race([goodbye().catch(() => {}), delay(pause)]);
  }

  readonly #replicas: Replicas = {
    count: () => this.#others + 1,
    wanted: (urgent) => this.#schedule(this.#lastAt + (urgent ? soon : beat)),
    heard: () => {
      this.#schedule(this.#lastAt + soon);
      this.#heard ??= Promise.withResolvers();
      return this.#heard.promise;
    },
  };

  #schedule(due: number): void {
    if (due >= this.#due || this.#closed) return;
    this.#due = due;
    if (this.#underWay) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#exchange(), Math.max(0, due - performance.now()));
    this.#timer.unref();
  }

  #exchange(): Promise<void> {
    this.#underWay ??= this.#tellAndHear().finally(() => {
      this.#underWay = undefined;
      this.#heard?.resolve();
      this.#heard = undefined;
      const { length } = this.#limits;
      // What was wanted meanwhile is due now.
      const due = Math.min(this.#due, this.#lastAt + presence);
      this.#due = Number.POSITIVE_INFINITY;
      if (length > 0) this.#schedule(this.#failing ? this.#lastAt + pause : due);
    });
    return this.#underWay;
  }

  async #tellAndHear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#due = Number.POSITIVE_INFINITY;
    const tidings: Tidings[] = this.#limits.map((budgets) => ({ budgets, told: budgets.tell(most) }));
    const startedAt = performance.now();
    this.#lastAt = startedAt;
    try {
      const { at, others, heard } = await this.#inTime(tidings);
      this.#setClock(at - (startedAt + performance.now()) / 2 - performance.timeOrigin);
      this.#others = others;
      for (const { budgets, told } of tidings) budgets.hear(told, heard.get(budgets) ?? new Map());
      this.#failing = false;
      if (startedAt - this.#sweptAt > sweeping) {
        this.#sweptAt = startedAt;
        await sweepRateLimits(this.#db);
      }
    } catch (error) {
      for (const { budgets, told } of tidings) budgets.untold(told);
      if (!this.#failing) this.#report(error);
      this.#failing = true;
    }
  }

  /** A database that froze answers nothing, not even an error. It is asked again only when it has answered. */
  async #inTime(tidings: readonly Tidings[]) {
    if (this.#late) throw new Error('The database has not answered yet.');
    const asked = exchange(this.#db, this.#replica, tidings);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#late = asked.catch(() => {}).finally(() => (this.#late = undefined));
        reject(new Error(`The database did not answer within ${patience} ms.`));
      }, patience);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** An answer that took long tells the time badly: small differences say nothing. */
  #setClock(offset: number): void {
    if (this.#offset === undefined || Math.abs(offset - this.#offset) > 50) this.#offset = offset;
  }
}

const clock = () => performance.timeOrigin + performance.now();
