/** Seconds by which a clock may be ahead: ten years. Beyond that, dates cease to mean anything. */
export const clockLimit = 315_360_000;

/** A token is remembered for as long as it could be used at all. */
interface Issued {
  /** Seconds by which the clock was ahead. */
  advanced: number;
  stillborn: boolean;
  /** Milliseconds since 1970, by the real clock. */
  forgetAt: number;
}

/**
 * The clock of a session: the real one, ahead by what it was advanced. The tokens of the session live by it, those that
 * were issued before an advance as well.
 */
export class SessionClock {
  #advanced = 0;
  // Only those that the real clock alone does not judge rightly.
  readonly #issued = new Map<string, Issued>();

  /** Milliseconds since 1970. */
  get now(): number {
    return Date.now() + this.#advanced * 1000;
  }

  /** Seconds by which it is ahead. */
  get advanced(): number {
    return this.#advanced;
  }

  /**
   * @param seconds greater than 0
   * @throws {RangeError} when it would then be ahead by more than `clockLimit`; nothing changes
   */
  advance(seconds: number): void {
    if (this.#advanced + seconds > clockLimit) {
      const left = clockLimit - this.#advanced;
      throw new RangeError(
        `is too far: a clock can be ${clockLimit} s (ten years) ahead, of which ${left} s are left until a reset`,
      );
    }
    this.#advanced += seconds;
  }

  /**
   * Remembers when a token was issued.
   *
   * @param token its `jti`
   * @param options `advanced` as it was then; `expiresIn` in seconds; `stillborn` when it is to have expired whatever
   *   the time is
   */
  noteToken(
    token: string,
    { advanced, expiresIn, stillborn }: { advanced: number; expiresIn: number; stillborn: boolean },
  ): void {
    const now = Date.now();
    for (const [old, { forgetAt }] of this.#issued) if (forgetAt < now) this.#issued.delete(old);
    // The verifier forgives differences between clocks: a minute is more than that.
    if (advanced > 0 || stillborn)
      this.#issued.set(token, { advanced, stillborn, forgetAt: now + (expiresIn + 60) * 1000 });
  }

  /**
   * Whether a token has expired by this clock. By the real one it has not.
   *
   * @param token its `jti`
   * @param exp its `exp`, in seconds since 1970
   */
  hasExpired(token: string, exp: number): boolean {
    const issued = this.#issued.get(token);
    if (issued?.stillborn) return true;
    const passed = this.#advanced - (issued?.advanced ?? 0);
    return passed > 0 && Date.now() / 1000 + passed >= exp;
  }

  /** Back to the real time. */
  reset(): void {
    this.#advanced = 0;
    this.#issued.clear();
  }
}
