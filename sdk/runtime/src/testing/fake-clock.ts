import type { Clock } from '../clock.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/** The real one, also where a test replaces timers. */
const later: (callback: (value: unknown) => void) => unknown = globalThis.setImmediate ?? globalThis.setTimeout;

/** Lets pending promises run, and what they load. */
const settle = async (): Promise<void> => {
  await import('../on-demand.ts');
  for (let turn = 0; turn < 4; turn += 1) {
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
    await new Promise(later);
  }
};

/**
 * A clock that moves when told.
 *
 * @example
 * const clock = new FakeClock();
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, clock });
 * await clock.advance(60_000);
 */
export class FakeClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  /** @param start milliseconds since the epoch */
  constructor(start = 1_700_000_000_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  schedule(callback: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves time on, timer by timer. */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > target) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = target;
    await settle();
  }
}
