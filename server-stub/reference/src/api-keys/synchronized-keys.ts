import { setTimeout as delay } from 'node:timers/promises';
import type { KeyChanges, KeyGrant } from './answers.ts';
import type { KeyDirectory, KeysState, SentKey } from './directory.ts';
import { RegistryError, keysUnavailable } from './errors.ts';
import { KeyCopy } from './key-copy.ts';
import type { RegistryClient } from './registry-client.ts';

export interface SynchronizationOptions {
  /** How old the copy may be that keys are checked by, in ms. */
  staleness: number;
  /** From the end of a round to the next, in ms. Default 300. */
  interval?: number;
  /** How often it is checked that the history is still the one that was read, in ms. Default 5000. */
  confirmation?: number;
  /** The most runs of changes in a round. Default 2000. */
  runs?: number;
  /** The most keys. Default 200000. */
  keys?: number;
  /** Told, once for each outage, why the registry cannot be followed; and told undefined when it can again. */
  report?: (error: unknown) => void;
}

/** A moment by both clocks, in ms. */
interface Moment {
  monotonic: number;
  wall: number;
}

/** Only the wall clock knows that the machine was asleep; it can be set back, the other one cannot. */
const ageOf = ({ monotonic, wall }: Moment) => Math.max(performance.now() - monotonic, Date.now() - wall);

/** The most changes in an answer. */
const mostChanges = 500;
/** Failures in a row before an outage is reported: one is nothing yet. */
const reported = 3;
/** The longest pause after a failure, in ms. */
const longestPause = 1_000;
/** After how long those who were told that it cannot be known should try again, in seconds. */
const retryAfter = 2;

/**
 * Keys are checked by a copy of the registry's valid keys in memory: no request costs a question there, whatever key it
 * comes with. The copy follows the feed of changes, from the beginning when the process starts and then every 300 ms.
 *
 * How old the copy is counts from when the last question of the last complete round was sent. When that is longer ago than
 * `staleness` the copy is not decided by any more, as a key may have been revoked since: requests with a key are
 * refused (503) until there is a complete round again.
 *
 * A registry that was restored from a backup has another history than the one that was read: its sequence is behind, or
 * the last change that was read here is not there. Then the copy is made again, and takes the place of the old
 * one when it is complete.
 */
export class SynchronizedKeys implements KeyDirectory {
  readonly #registry: RegistryClient;
  readonly #options: Required<SynchronizationOptions>;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #copy: KeyCopy;
  /** Of the last complete round: when its last question was sent. */
  #complete: Moment | undefined;
  /** The history of the copy is not the registry's. */
  #outdated = false;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  /** Changes to ask for: fewer when the answer was too long. */
  #limit = mostChanges;
  #failures = 0;

  constructor(registry: RegistryClient, options: SynchronizationOptions) {
    this.#registry = registry;
    const { interval = 300, confirmation = 5_000, runs = 2_000, keys = 200_000, report = () => {} } = options;
    this.#options = { staleness: options.staleness, interval, confirmation, runs, keys, report };
    this.#copy = new KeyCopy(keys);
    this.#running = this.#run();
  }

  find({ hash }: SentKey): KeyGrant | undefined {
    if (this.state !== 'ready') throw keysUnavailable(retryAfter);
    return this.#copy.get(hash, Date.now());
  }

  get state(): KeysState {
    if (this.#complete === undefined) return 'starting';
    return ageOf(this.#complete) <= this.#options.staleness ? 'ready' : 'stale';
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#registry.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let pause = this.#options.interval;
      try {
        await this.#round();
        this.#succeeded();
        pause = this.#pauseAfterRound();
      } catch (error) {
        if (signal.aborted) return;
        pause = Math.min(longestPause, pause * 2 ** Math.min(this.#failures, 10));
        this.#failed(error);
      }
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /**
   * Shorter when the round took long, so that the next may take as long before the copy is too old: a registry that has just
   * come back answers slowly at first, and callers who got 200 again would get 503 once more.
   */
  #pauseAfterRound(): number {
    const { interval, staleness } = this.#options;
    const age = this.#complete === undefined ? 0 : ageOf(this.#complete);
    return Math.max(0, Math.min(interval, staleness - 2 * age));
  }

  async #round(): Promise<void> {
    if (!this.#outdated) {
      const complete = await this.#readOn(this.#copy);
      if (complete !== undefined) {
        this.#complete = complete;
        return;
      }
      this.#outdated = true;
    }
    const fresh = new KeyCopy(this.#options.keys);
    const complete = await this.#readOn(fresh);
    if (complete === undefined) throw new RegistryError('shape', 'Its history changes while it is read.');
    this.#copy = fresh;
    this.#complete = complete;
    this.#outdated = false;
  }

  /**
   * Reads to the end of the feed.
   *
   * @returns when the last question was sent; undefined when the feed does not go on from where the copy is
   */
  async #readOn(copy: KeyCopy): Promise<Moment | undefined> {
    for (let run = 0; run < this.#options.runs; run += 1) {
      const sent = { monotonic: performance.now(), wall: Date.now() };
      const changes = await this.#changesAfter(copy.sequence);
      if (changes.lastSequence < copy.sequence) return undefined;
      // Numbers alone do not tell: a restored registry counts on from its backup, and soon is as far as it was. With changes, and
      // now and then without, it is asked; once a round, since each question lets the copy grow older.
      const due = performance.now() - this.#confirmedAt >= this.#options.confirmation;
      if ((due || changes.changes.length > 0) && !(await this.#isContinued(copy))) return undefined;
      copy.apply(changes);
      if (!changes.hasMore) return sent;
    }
    throw new RegistryError('size', `Its feed has no end: ${this.#options.runs} runs of changes in a round.`);
  }

  /** Whether the last change that was taken in is still where it was in the registry's history. */
  async #isContinued({ last, sequence }: KeyCopy): Promise<boolean> {
    if (last === undefined) return sequence === 0;
    const { changes } = await this.#registry.changes(last.sequence - 1, 1);
    this.#confirmedAt = performance.now();
    return changes[0]?.fingerprint === last.fingerprint;
  }

  async #changesAfter(sequence: number): Promise<KeyChanges> {
    for (;;) {
      try {
        return await this.#registry.changes(sequence, this.#limit);
      } catch (error) {
        if (!(error instanceof RegistryError && error.fault === 'size') || this.#limit === 1) throw error;
        // Clients with many resources make long changes.
        this.#limit = Math.ceil(this.#limit / 4);
      }
    }
  }

  #succeeded(): void {
    if (this.#failures >= reported) this.#options.report(undefined);
    this.#failures = 0;
    this.#limit = Math.min(mostChanges, this.#limit * 2);
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    if (this.#failures === reported) this.#options.report(error);
  }
}
