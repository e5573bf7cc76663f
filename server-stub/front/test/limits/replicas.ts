import { RateLimitBudgets, type Heard, type RateLimitPolicy, type Slot, type Told } from '../../src/index.ts';

/** Processes that share a limit, on one clock that the test turns. */
export function openReplicas(count: number, policy: RateLimitPolicy, { beat = 100, soon = 25 } = {}) {
  let now = 1_800_000_000_000;
  /** What each told, by subject and slot: the database. */
  const told = new Map<string, Map<number, Slot>>();
  let down = false;
  let exchanges = 0;

  const replicas = Array.from({ length: count }, (_, index) => {
    let due = now + index * (beat / count);
    let last = now;
    const budgets = new RateLimitBudgets(policy, {
      now: () => now,
      replicas: {
        count: () => count,
        heard: () => {
          due = Math.min(due, last + soon);
          return new Promise((resolve) => waiting.push(resolve));
        },
        wanted: (urgent) => void (due = Math.min(due, last + (urgent ? soon : beat))),
      },
    });
    const waiting: (() => void)[] = [];
    const slotsOf = (owner: number, subject: string) => told.get(`${owner} ${subject}`) ?? new Map<number, Slot>();

    function heardOf({ subject, since }: Told): Heard[] {
      const slots = new Map<number, Heard>();
      for (let other = 0; other < count; other += 1) {
        if (other === index) continue;
        for (const { slot, first, last: end, used } of slotsOf(other, subject).values()) {
          if (slot < since) continue;
          const known = slots.get(slot) ?? { slot, first, last: end, used: 0, replicas: 0 };
          slots.set(slot, {
            slot,
            first: Math.min(known.first, first),
            last: Math.max(known.last, end),
            used: known.used + used,
            replicas: known.replicas + 1,
          });
        }
      }
      return [...slots.values()];
    }

    function exchange(): void {
      if (now < due) return;
      due = Number.POSITIVE_INFINITY;
      last = now;
      const tidings = budgets.tell(1_000);
      for (const resolve of waiting.splice(0)) resolve();
      if (down) {
        budgets.untold(tidings);
        due = now + beat;
        return;
      }
      exchanges += 1;
      for (const { subject, slots } of tidings) {
        const own = slotsOf(index, subject);
        for (const slot of slots) own.set(slot.slot, slot);
        told.set(`${index} ${subject}`, own);
      }
      budgets.hear(tidings, new Map(tidings.map((one) => [one.subject, heardOf(one)])));
    }
    return { budgets, exchange };
  });

  return {
    take: (replica: number, subject = 'desk', cost = 1) => replicas[replica % count]!.budgets.take(subject, cost),
    /** Lets time go by, with all exchanges that are due. */
    pass(ms: number): void {
      for (const end = now + ms; now < end; now += Math.min(1, end - now)) {
        for (const { exchange } of replicas) exchange();
      }
    },
    /** Whether the database is away. */
    outage: (away: boolean) => void (down = away),
    exchanges: () => exchanges,
  };
}
