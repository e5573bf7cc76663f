import { LRUCache } from 'lru-cache';

export interface FailureBudget {
  /** Failures that may come at once. */
  burst: number;
  /** Seconds after which one of them is forgiven. */
  interval: number;
}

/**
 * Counts failures by key and forgives them at a steady rate. When there are too many keys, those used longest ago are
 * forgotten.
 */
export class FailureBudgets {
  /** When the last failure of a key will have been forgiven, in milliseconds. */
  readonly #forgiven: LRUCache<string, number>;
  readonly #burst: number;
  readonly #interval: number;
  readonly #now: () => number;

  constructor({ burst, interval }: FailureBudget, max: number, now: () => number) {
    this.#forgiven = new LRUCache({ max });
    this.#burst = burst;
    this.#interval = interval * 1000;
    this.#now = now;
  }

  /** Seconds until the key may fail once more; 0 when it may now. */
  wait(key: string): number {
    const owed = (this.#forgiven.get(key) ?? 0) - this.#now();
    return Math.max(0, Math.ceil((owed - (this.#burst - 1) * this.#interval) / 1000));
  }

  count(key: string): void {
    this.#forgiven.set(key, Math.max(this.#forgiven.get(key) ?? 0, this.#now()) + this.#interval);
  }

  /** Takes one failure back. */
  forgive(key: string): void {
    const forgiven = this.#forgiven.get(key);
    if (forgiven !== undefined) this.#forgiven.set(key, forgiven - this.#interval);
  }

  /** Forgets all failures of a key. */
  clear(key: string): void {
    this.#forgiven.delete(key);
  }

  get size(): number {
    return this.#forgiven.size;
  }
}
