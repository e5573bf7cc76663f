import { TimeoutError } from '../errors.ts';

export type Phase = 'waiting for a token' | 'waiting for the answer' | 'waiting to try again' | 'reading the body';

/** One timer and one controller for a whole call: token, tries, waits and body. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  /** When the call ends, in milliseconds since the epoch. */
  readonly endsAt: number;
  /** What the call is busy with, for the error. */
  phase: Phase = 'waiting for a token';

  /**
   * @param timeout milliseconds, or `false` for no deadline
   * @param caller ends the call immediately, with its own reason
   * @param what names the call in the error
   * @param option by which the deadline is set, for the error
   */
  constructor(timeout: number | false, caller: AbortSignal | null | undefined, what: () => string, option = 'timeout') {
    this.endsAt = timeout === false ? Infinity : Date.now() + timeout;
    if (caller) {
      if (caller.aborted) throw caller.reason;
      this.#caller = caller;
      this.#onAbort = () => {
        this.#controller.abort(caller.reason);
        this.clear();
      };
      caller.addEventListener('abort', this.#onAbort, { once: true });
    }
    if (timeout !== false) {
      this.#timer = setTimeout(() => {
        this.#controller.abort(
          new TimeoutError(
            `${what()} took longer than ${timeout} ms; it was ${this.phase}. Try again, or raise \`${option}\`.`,
            timeout,
          ),
        );
        this.clear();
      }, timeout);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The answer is now with the caller, who may never read it: from here on the deadline keeps no process alive. */
  handOver(): void {
    (this.#timer as { unref?: () => void } | undefined)?.unref?.();
  }

  /** Time no longer counts; the caller's abort still does. */
  stop(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }

  /** The call is over. */
  clear(): void {
    this.stop();
    if (this.#onAbort) this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}
