import { FailureBudgets } from '@guichet/front';
import type { KeyGrant } from './answers.ts';
import type { KeyDirectory, SentKey } from './directory.ts';
import { keysUnavailable } from './errors.ts';
import type { RegistryClient } from './registry-client.ts';

export interface ValidationLimits {
  /** Questions about keys that were never good here and are not now: how many at once, and the seconds until one more. Default 200 and 0.01. */
  strangers?: { burst: number; interval: number };
  /** Questions that are under way at once. Default 100. */
  underWay?: number;
  /** For how long a key that was refused is refused without a question, in ms. Default 5000. */
  refusal?: number;
  /** The most keys that are remembered as good. Default 20000. */
  known?: number;
  /** Milliseconds since 1970. Default the clock. */
  now?: () => number;
}

/** After how long those who were told that it cannot be known should try again, in seconds. */
const retryAfter = 2;

/**
 * Asks the registry about each key, each time: a key that was revoked there is refused here at once. That a key is good
 * is never remembered, only that it was, which exempts it from the budget for strangers. That it is not good is
 * remembered for a few seconds.
 *
 * A flood of unknown keys reaches the registry at the rate of that budget and no faster, from however many addresses it
 * comes. It fills nothing either: only keys that used up some of the budget are remembered as refused, so that none has
 * to be forgotten for another, and only good keys are remembered as good.
 */
export class ValidationService implements KeyDirectory {
  readonly #registry: RegistryClient;
  readonly #strangers: FailureBudgets;
  readonly #limits: Required<ValidationLimits>;
  readonly #lanes = new Map<string, Lane>();
  /** Hashes of keys that were good when they were last asked about, the one longest ago first. */
  readonly #known = new Set<string>();
  /** Until when keys are refused without a question, the first to end first. */
  readonly #refused = new Map<string, number>();
  #underWay = 0;

  constructor(registry: RegistryClient, limits: ValidationLimits = {}) {
    this.#registry = registry;
    const strangers = { burst: 200, interval: 0.01 };
    this.#limits = { strangers, underWay: 100, refusal: 5_000, known: 20_000, now: () => Date.now(), ...limits };
    this.#strangers = new FailureBudgets(this.#limits.strangers, 1, this.#limits.now);
  }

  /** It has nothing of its own that could be old. */
  readonly state = 'ready';

  async find(key: SentKey): Promise<KeyGrant | undefined> {
    if ((this.#refused.get(key.hash) ?? 0) > this.#limits.now()) return undefined;
    const grant = await this.#flightFor(key);
    return grant && grant.expiresAt > this.#limits.now() ? grant : undefined;
  }

  async close(): Promise<void> {
    this.#registry.close();
  }

  /**
   * The next question about a key, shared by all who come before it is asked. Whoever comes while one is under way
   * waits for the next: the answer under way may be from before a revocation that they have been told of.
   */
  #flightFor(key: SentKey): Promise<KeyGrant | undefined> {
    const lane = this.#lanes.get(key.hash);
    if (lane?.boarding) return lane.boarding;
    const stranger = !this.#known.has(key.hash);
    if (stranger) this.#admit(key);
    if (this.#underWay >= this.#limits.underWay) throw keysUnavailable(1);
    const own = lane ?? {};
    if (!lane) this.#lanes.set(key.hash, own);
    this.#underWay += 1;
    return (own.boarding = this.#fly(own, key, stranger));
  }

  /** @throws {ProblemError} when strangers have to wait */
  #admit(key: SentKey): void {
    key.beforeAsking();
    const seconds = this.#strangers.wait('');
    if (seconds > 0) throw keysUnavailable(seconds);
    this.#strangers.count('');
  }

  async #fly(lane: Lane, { value, hash }: SentKey, stranger: boolean): Promise<KeyGrant | undefined> {
    try {
      // Also when there is none: the key may stand in the request twice.
      await lane.flying?.catch(() => {});
      const flying = this.#registry.validate(value);
      lane.flying = flying;
      delete lane.boarding;
      const grant = await flying.finally(() => {
        if (lane.flying === flying) delete lane.flying;
      });
      this.#note(hash, grant !== undefined, stranger);
      return grant;
    } catch (error) {
      throw keysUnavailable(retryAfter, error);
    } finally {
      this.#underWay -= 1;
      if (!lane.boarding && !lane.flying) this.#lanes.delete(hash);
    }
  }

  #note(hash: string, good: boolean, stranger: boolean): void {
    this.#known.delete(hash);
    if (good) {
      if (stranger) this.#strangers.forgive('');
      this.#known.add(hash);
      this.#refused.delete(hash);
      const [oldest] = this.#known;
      if (oldest !== undefined && this.#known.size > this.#limits.known) this.#known.delete(oldest);
      return;
    }
    const now = this.#limits.now();
    for (const [other, end] of this.#refused) {
      if (end > now) break;
      this.#refused.delete(other);
    }
    this.#refused.delete(hash);
    this.#refused.set(hash, now + this.#limits.refusal);
  }
}

/** The questions about one key. */
interface Lane {
  /** The one that is not asked yet. */
  boarding?: Promise<KeyGrant | undefined>;
  /** The one that is under way. */
  flying?: Promise<unknown>;
}
