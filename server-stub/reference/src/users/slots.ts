import { ProblemError } from '@guichet/front';

export interface SlotOptions {
  /** How many run at a time. */
  running: number;
  /** How many wait for that. */
  waiting: number;
  /** What they do, for the message of a refusal. */
  what: string;
}

/** Runs a few at a time, lets some wait, and refuses the rest immediately. */
export class Slots {
  readonly #options: SlotOptions;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** @throws ProblemError 503 when as many wait as may */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const { running, waiting, what } = this.#options;
    if (this.#running < running) this.#running += 1;
    else {
      if (this.#queue.length >= waiting) {
        throw new ProblemError('unavailable', `${what} takes longer than usual. Try again in a few seconds.`, {
          headers: { 'retry-after': '5' },
        });
      }
      // Whoever ends hands the slot on: `#running` stays as it is.
      await new Promise<void>((next) => this.#queue.push(next));
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
