import { LRUCache } from 'lru-cache';
import type { RateLimitPolicy, RateLimits, RateLimitState } from './rate-limits.ts';
import { lastUse, remainderOf, sumOf, type Slot } from './slots.ts';

export interface RateLimitOptions {
  /** The most subjects that are kept. Those asked for longest ago are forgotten, and have their whole limit again. Default 20000. */
  max?: number;
  /** Milliseconds since 1970, never going back. Replicas have one clock. Default this machine's. */
  now?: () => number;
  /** What this process shares its limits with. Default nothing. */
  replicas?: Replicas;
}

/** The other processes that have the same limits, as far as it is known. */
export interface Replicas {
  /** How many there are, with this one. */
  count(): number;
  /** There is something to tell them. @param urgent - their share of it may be used up soon */
  wanted(urgent: boolean): void;
  /** Resolves when they are next heard from, or cannot be: soon in any case. */
  heard(): Promise<void>;
}

/** What a subject used here, for the other replicas. `used` is what a slot has in all: to tell it twice changes nothing. */
export interface Told {
  subject: string;
  slots: readonly Slot[];
  /** The slots of others from this one on may have changed. */
  since: number;
}

/** What all the others used of a subject's limit in a slot. */
export interface Heard extends Slot {
  /** How many of them did. */
  replicas: number;
}

/** How many slots a window has: what is told and kept of it. */
const slotsInWindow = 10;

/** How long what was heard of a subject stays good, in ms. */
const fresh = 1_000;

/** How long a subject that is close to its limit is listened for after it was last asked for, in ms. */
const attention = 2_000;

/** How late others may tell of a use, in ms. */
const delay = 3_000;

interface OwnSlot extends Slot {
  /** What the others were told of `used`. */
  told: number;
}

interface Budget {
  subject: string;
  own: OwnSlot[];
  others: Heard[];
  askedAt: number;
  heardAt: number;
}

/** A limit of this process alone. */
export const memoryRateLimits = (
  policy: RateLimitPolicy,
  options: Omit<RateLimitOptions, 'replicas'> = {},
): RateLimits => new RateLimitBudgets(policy, options);

/**
 * A sliding window for each subject: never more than the quota in any window. Memory of each is bounded, whatever is asked.
 *
 * With replicas, each decides by what it used itself and what it last heard of the others, and takes no more than a share of
 * the rest until it hears again. So their sum stays close to the limit while they are in touch; when they are not, what was
 * heard leaves the window, and each has its equal share of the limit: it neither stops nor opens.
 */
export class RateLimitBudgets implements RateLimits {
  readonly policy: RateLimitPolicy;
  readonly #window: number;
  readonly #budgets: LRUCache<string, Budget>;
  readonly #now: () => number;
  readonly #replicas: Replicas | undefined;
  /** Those asked for since the others were told. */
  readonly #active = new Set<Budget>();
  /** Whether the others cannot be told. */
  #away = false;
  readonly #toldOf = new WeakMap<Told, Budget>();

  constructor(policy: RateLimitPolicy, { max = 20_000, now = monotonicNow, replicas }: RateLimitOptions = {}) {
    this.policy = policy;
    this.#window = policy.window * 1000;
    // While the others cannot be told nothing else takes them out.
    this.#budgets = new LRUCache({ max, dispose: (budget) => this.#active.delete(budget) });
    this.#now = now;
    this.#replicas = replicas;
  }

  /** How many subjects are kept. */
  get size(): number {
    return this.#budgets.size;
  }

  take(subject: string, cost = 1): RateLimitState {
    const { quota } = this.policy;
    const asked = Math.min(cost, quota);
    const now = this.#now();
    let budget = this.#budgets.get(subject);
    if (!budget) {
      budget = { subject, own: [], others: [], askedAt: now, heardAt: Number.NEGATIVE_INFINITY };
      this.#budgets.set(subject, budget);
    }
    budget.askedAt = now;
    this.#forget(budget, now);
    const rest = quota - this.#used(budget, now);
    const { share, untold } = this.#share(budget, now, rest);
    const isThere = asked <= rest + tolerance;
    // What costs more than a share is not refused for ever.
    const isOurs = untold + asked <= share + tolerance || untold < tolerance;
    const allowed = isThere && isOurs;
    if (allowed && asked > 0) this.#use(budget, now, asked);
    if (this.#replicas) {
      this.#active.add(budget);
      this.#replicas.wanted(allowed && untold + asked > share / 2 && this.#replicas.count() > 1);
    }
    const left = Math.max(0, rest - (allowed ? asked : 0));
    const whole = Math.max(lastUse(budget.own), lastUse(budget.others)) + this.#window - now;
    return {
      ...this.policy,
      allowed,
      remaining: Math.floor(left + tolerance),
      reset: Math.max(0, Math.ceil(whole / 1000)),
      retryAfter: allowed ? 0 : this.#retryAfter(budget, now, asked),
      ...(isThere && !isOurs && this.#replicas && !this.#away ? { undecided: this.#replicas.heard() } : {}),
    };
  }

  /** What the others are to hear of, of the subjects that were asked for. @param most - subjects; the rest comes the next time */
  tell(most: number): Told[] {
    const now = this.#now();
    const told: Told[] = [];
    for (const budget of this.#active) {
      if (told.length === most) break;
      this.#active.delete(budget);
      this.#forget(budget, now);
      const one: Told = {
        subject: budget.subject,
        slots: budget.own
          .filter((own) => own.used > own.told)
          .map(({ slot, first, last, used }) => ({ slot, first, last, used })),
        since: Number.isFinite(budget.heardAt)
          ? this.#slotAt(budget.heardAt - delay)
          : this.#slotAt(now - this.#window),
      };
      this.#toldOf.set(one, budget);
      told.push(one);
    }
    return told;
  }

  /** It could not be told. @param told - what `tell` gave */
  untold(told: readonly Told[]): void {
    this.#away = true;
    for (const one of told) {
      const budget = this.#toldOf.get(one);
      if (!budget) continue;
      // What the others told meanwhile is not known either.
      budget.heardAt = Number.NEGATIVE_INFINITY;
      if (this.#budgets.peek(one.subject) === budget) this.#active.add(budget);
    }
  }

  /**
   * Takes in what the others told.
   *
   * @param told - what `tell` gave, which they know by now
   * @param heard - of those subjects, in the slots that were asked for
   */
  hear(told: readonly Told[], heard: ReadonlyMap<string, readonly Heard[]>): void {
    const at = this.#now();
    this.#away = false;
    for (const one of told) {
      const { subject, slots, since } = one;
      const budget = this.#toldOf.get(one);
      if (!budget) continue;
      for (const { slot, used } of slots) {
        const own = budget.own.find((each) => each.slot === slot);
        if (own) own.told = used;
      }
      budget.others = [...budget.others.filter(({ slot }) => slot < since), ...(heard.get(subject) ?? [])];
      budget.heardAt = at;
      // Close to the limit it matters what the others do, even while nobody asks here.
      const near = this.#used(budget, at) > this.policy.quota * 0.8;
      if (near && at - budget.askedAt < attention) this.#active.add(budget);
    }
    if (this.#active.size > 0) this.#replicas?.wanted(false);
  }

  #used({ own, others }: Budget, now: number): number {
    return sumOf(own, now, this.#window) + sumOf(others, now, this.#window);
  }

  /** What may be used here between two reports from the others, and what they have not been told of yet. */
  #share(budget: Budget, now: number, rest: number): { share: number; untold: number } {
    if (!this.#replicas) return { share: rest, untold: 0 };
    let untold = 0;
    for (const slot of budget.own) {
      untold += (remainderOf(slot, now, this.#window) * (slot.used - slot.told)) / slot.used;
    }
    const heard = now - budget.heardAt <= fresh;
    const sharing = heard ? 1 + Math.max(0, ...budget.others.map((each) => each.replicas)) : this.#replicas.count();
    if (sharing === 1) return { share: rest + untold, untold };
    // Half of an equal share: meanwhile the others may have used theirs. A replica that hears nothing any more has all of its own.
    return { share: Math.ceil((rest + untold) / (this.#away ? sharing : 2 * sharing)), untold };
  }

  #use({ own }: Budget, now: number, cost: number): void {
    const slot = this.#slotAt(now);
    const current = own.at(-1);
    // The clock of replicas is an estimate, and can go back a little.
    if (current && current.slot >= slot) {
      current.last = Math.max(current.last, now);
      current.used += cost;
    } else {
      own.push({ slot, first: now, last: now, used: cost, told: 0 });
    }
  }

  /** Lets go what has left the window, and what a clock wrote that was set back since. */
  #forget(budget: Budget, now: number): void {
    const isOver = ({ first, last }: Slot) => last + this.#window <= now || first > now + delay;
    if (budget.own.some(isOver)) budget.own = budget.own.filter((slot) => !isOver(slot));
    if (budget.others.some(isOver)) budget.others = budget.others.filter((slot) => !isOver(slot));
  }

  #retryAfter(budget: Budget, now: number, cost: number): number {
    let [early, late] = [0, this.policy.window];
    while (late - early > 0.1) {
      const middle = (early + late) / 2;
      if (this.#used(budget, now + middle * 1000) + cost <= this.policy.quota) late = middle;
      else early = middle;
    }
    return Math.max(1, Math.ceil(late));
  }

  #slotAt(instant: number): number {
    return Math.floor(instant / (this.#window / slotsInWindow));
  }
}

/** Shares of slots are fractions. */
const tolerance = 1e-6;

const monotonicNow = () => performance.timeOrigin + performance.now();
