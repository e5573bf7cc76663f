/** What a scenario does. */
export interface ScenarioRules {
  /** Whether a token has expired when it is used, by its number among those issued, from 1. Default none has. */
  expires?: (token: number) => boolean;
  /** Calls that are answered before the credential is revoked. Default it is not. */
  revokedAfter?: number;
  /** Seconds without calls after which it is good again. Default never. */
  pardonedAfter?: number;
  /** Refuses every nth call, by `every`. Default none. */
  refuses?: { status: 429 | 503; every: number };
  /** Milliseconds by which each answer is late. Default 0. */
  delay?: number;
}

/** What a scenario makes of a call. */
export interface Interference {
  /** Milliseconds to wait before the answer. */
  delay: number;
  /** What to answer in place of the contract's success. */
  refusal?: 401 | 429 | 503;
}

/** A scenario under way: the same calls in the same order meet the same days. */
export class ScenarioRun {
  readonly #rules: ScenarioRules;
  #tokens = 0;
  #calls = 0;
  #lastCall = Number.NEGATIVE_INFINITY;

  constructor(rules: ScenarioRules) {
    this.#rules = rules;
  }

  /** A token is issued. @returns whether it has expired when it is used */
  issueToken(): boolean {
    this.#tokens += 1;
    return this.#rules.expires?.(this.#tokens) ?? false;
  }

  /**
   * A call is about to be answered.
   *
   * @param now milliseconds since 1970, by the clock of the session
   */
  answerCall(now: number): Interference {
    const { delay = 0, refuses } = this.#rules;
    if (this.isRevoked(now)) return { delay, refusal: 401 };
    this.#calls += 1;
    this.#lastCall = now;
    return refuses && this.#calls % refuses.every === 0 ? { delay, refusal: refuses.status } : { delay };
  }

  /** A call or a token request came, answered or not: a revoked credential that is still used stays revoked. */
  touch(now: number): void {
    if (!this.#isPardoned(now)) this.#lastCall = now;
  }

  isRevoked(now: number): boolean {
    if (this.#isPardoned(now)) this.#calls = 0;
    return this.#calls >= (this.#rules.revokedAfter ?? Number.POSITIVE_INFINITY);
  }

  #isPardoned(now: number): boolean {
    const { revokedAfter, pardonedAfter } = this.#rules;
    if (revokedAfter === undefined || pardonedAfter === undefined || this.#calls < revokedAfter) return false;
    return now - this.#lastCall >= pardonedAfter * 1000;
  }
}
