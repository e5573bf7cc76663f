import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@guichet/front';
import type { Exchange, Line } from './line.ts';
import { readChanges, type Change, type Reading } from './reading.ts';

/** How long a replica goes without a look at the changes, in ms, when none is announced: announcements can be lost. */
const beat = 300;

/** How old the last certain knowledge may be, in ms. What counts here is never older (T4). */
const patience = 1_000;

/** How long a request waits for certainty, in ms, before it is refused: after a pause of the process it comes at once. */
const wait = 500;

/** How long after a failure the line is tried again, in ms. */
const pause = 200;

/** Remembers rows, and has to hear when they change. */
export interface Follower {
  /** What happened meanwhile is unknown: forget everything, or read it again. */
  restart(): Promise<void> | void;
  /** Take in what changed. It may hear of the same change twice. */
  follow(changes: readonly Change[]): Promise<void> | void;
}

/**
 * Hears what other replicas change. It looks at the changes when one is announced and in any case every 300 ms, passes
 * them on to its followers, and so knows when it was last certain that they are up to date. When that is more than a
 * second ago it lets nobody decide by what they remember: the replica refuses (503) until it is certain again.
 *
 * An embedded database belongs to this process alone: no announcement can be lost there, and nothing becomes stale.
 */
export class ChangeFeed {
  readonly #exchange: Exchange;
  readonly #report: (error: unknown) => void;
  readonly #followers: Follower[] = [];
  #line: Line | undefined;
  #last: Reading | undefined;
  #certainAt = Number.NEGATIVE_INFINITY;
  #waiting: { fulfil(): void; reject(error: unknown): void }[] = [];
  #wake: (() => void) | undefined;
  #announced = false;
  #closed = false;
  #failing = false;
  #running: Promise<void> = Promise.resolve();

  /** @param report - told, once for each outage, why changes cannot be heard */
  constructor(exchange: Exchange, report: (error: unknown) => void = () => {}) {
    this.#exchange = exchange;
    this.#report = report;
  }

  /** Call it before `start`. */
  add(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Begins to listen. @returns when the followers are up to date */
  async start(): Promise<void> {
    await this.#open();
    this.#running = this.#run();
  }

  /** Whether what the followers remember may be decided by. */
  get isCertain(): boolean {
    return performance.now() - this.#certainAt <= patience || (!this.#exchange.shared && this.#line !== undefined);
  }

  /** Seconds since it was last certain that no change was missed. */
  get age(): number {
    return this.#exchange.shared ? (performance.now() - this.#certainAt) / 1_000 : 0;
  }

  /**
   * Waits for certainty, which is there already except after an outage or a pause.
   *
   * @throws ProblemError 503 when it does not come
   */
  async certain(): Promise<void> {
    const deadline = performance.now() + wait;
    while (!this.isCertain && performance.now() < deadline) await this.#nextReading(deadline - performance.now());
    if (this.isCertain) return;
    throw new ProblemError(
      'unavailable',
      'The server cannot verify at the moment that this access is still valid. Try again shortly.',
      {
        headers: { 'retry-after': '1' },
      },
    );
  }

  /**
   * Takes in what this process has just committed, so that it counts here before anybody is told of it. When that fails
   * nothing is certain any more.
   */
  async sync(): Promise<void> {
    if (!(await this.#nextReading(patience))) this.#certainAt = Number.NEGATIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#running;
    await this.#hangUp();
  }

  /** Asks for a reading that begins from here on. @returns whether it succeeded within some ms */
  #nextReading(within: number): Promise<boolean> {
    return new Promise((fulfil) => {
      const timer = setTimeout(fulfil, within, false);
      const done = (succeeded: boolean) => () => {
        clearTimeout(timer);
        fulfil(succeeded);
      };
      this.#waiting.push({ fulfil: done(true), reject: done(false) });
      this.#announce();
    });
  }

  #announce(): void {
    this.#announced = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        if (this.#line === undefined) await this.#open();
        if (!this.#announced) await this.#sleep(this.#exchange.shared ? beat : undefined);
        if (!this.#closed) await this.#read();
      } catch (error) {
        // Once for each outage, not for each attempt.
        if (!this.#failing) this.#report(error);
        this.#failing = true;
        await this.#hangUp();
        this.#announced = false;
        if (!this.#closed) await delay(pause);
      }
    }
  }

  async #open(): Promise<void> {
    // What was announced while nobody listened is unknown.
    this.#last = undefined;
    this.#line = await this.#exchange.listen({ announced: () => this.#announce(), lost: () => this.#announce() });
    await this.#read();
  }

  async #hangUp(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    await line?.close().catch(() => {});
  }

  async #read(): Promise<void> {
    const line = this.#line;
    if (line === undefined) return;
    this.#announced = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    const startedAt = performance.now();
    try {
      const reading = await readChanges(line, this.#last);
      const { changes } = reading;
      await Promise.all(
        this.#followers.map(async (follower) => {
          if (changes === 'unknown') await follower.restart();
          else if (changes.length > 0) await follower.follow(changes);
        }),
      );
      this.#last = reading;
      this.#certainAt = startedAt;
      this.#failing = false;
      for (const { fulfil } of waiting) fulfil();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      throw error;
    }
  }

  /** @param ms - undefined: until woken */
  #sleep(ms: number | undefined): Promise<void> {
    return new Promise((fulfil) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        fulfil();
      };
    });
  }
}
