/** How often changes by other processes are looked for while somebody waits, in ms. */
const interval = 200;

/** Lets followers wait for the next change. */
export class ChangeTail {
  readonly #waiting = new Set<() => void>();
  /** Counts what happened here. */
  #happened = 0;
  #closed = false;

  /** Something may have changed: all who wait look again. */
  wake(): void {
    this.#happened += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Nobody waits any more, nor will. */
  close(): void {
    this.#closed = true;
    this.wake();
  }

  /**
   * Looks until there is something, or waiting is pointless.
   *
   * @param look - at what there is now
   * @param isEmpty - whether to wait for more
   * @param patience - in ms
   * @param left - aborted when whoever waits is gone
   */
  async follow<T>(
    look: () => Promise<T>,
    isEmpty: (found: T) => boolean,
    patience: number,
    left: AbortSignal,
  ): Promise<T> {
    const end = performance.now() + patience;
    for (;;) {
      const before = this.#happened;
      const found = await look();
      const time = end - performance.now();
      if (!isEmpty(found) || time <= 0 || this.#closed || left.aborted) return found;
      if (this.#happened === before) await this.#pause(Math.min(time, interval), left);
    }
  }

  #pause(time: number, left: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        left.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, time);
      this.#waiting.add(done);
      left.addEventListener('abort', done, { once: true });
    });
  }
}
