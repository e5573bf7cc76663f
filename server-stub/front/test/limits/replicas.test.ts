import { describe, expect, it } from 'vitest';
import { RateLimitBudgets } from '../../src/index.ts';
import { openReplicas } from './replicas.ts';

const policy = { name: 'default', quota: 120, window: 60 };

/** How many of so many requests a second are allowed, each at a replica by turns. */
function load(replicas: ReturnType<typeof openReplicas>, rate: number, seconds: number, of = (n: number) => n): number {
  let allowed = 0;
  for (let n = 0; n < rate * seconds; n += 1) {
    if (replicas.take(of(n)).allowed) allowed += 1;
    replicas.pass(1000 / rate);
  }
  return allowed;
}

describe('replicas that share a limit', () => {
  it.each([
    [2, 4],
    [2, 40],
    [2, 1000],
    [4, 4],
    [4, 1000],
  ])('%i of them admit together what one would, of %i requests a second', (count, rate) => {
    const replicas = openReplicas(count, policy);
    const allowed = load(replicas, rate, 60);
    expect(allowed).toBeGreaterThanOrEqual(118);
    // One too many each, of what they did not know of each other.
    expect(allowed).toBeLessThanOrEqual(120 + count);
  });

  it('in overload for ten windows: within 2 %', () => {
    const allowed = load(openReplicas(2, policy), 4, 600);
    expect(allowed / 1200).toBeGreaterThan(0.98);
    expect(allowed / 1200).toBeLessThan(1.02);
  });

  it('one that gets all the requests admits all of the limit', () => {
    expect(load(openReplicas(3, policy), 100, 10, () => 1)).toBe(120);
  });

  it('one that is alone has all of it, at once', () => {
    const replicas = openReplicas(1, policy);
    const answers = Array.from({ length: 130 }, () => replicas.take(0));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(120);
    expect(answers.filter(({ undecided }) => undecided)).toHaveLength(0);
  });

  it('a burst at one of them is undecided where the others may have used what is left, and then decided', async () => {
    const replicas = openReplicas(2, policy);
    const answers = Array.from({ length: 130 }, () => replicas.take(0));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(30);
    expect(answers.every(({ allowed, undecided }) => allowed !== (undecided !== undefined))).toBe(true);
    replicas.pass(200);
    await Promise.all(answers.map(({ undecided }) => undecided));
    const later = Array.from({ length: 100 }, () => replicas.take(0));
    expect(later.filter(({ allowed }) => allowed)).toHaveLength(90);
    expect(later.filter(({ undecided }) => undecided)).toHaveLength(0);
  });

  it('admit no more of a client that asks one after the other', () => {
    const replicas = openReplicas(2, policy);
    expect(load(replicas, 100, 2, (n) => (n < 100 ? 0 : 1))).toBeLessThanOrEqual(121);
    expect(replicas.take(0)).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('tell each other nothing while nobody asks, and not more often the more is asked', () => {
    const replicas = openReplicas(2, policy);
    load(replicas, 1000, 10);
    expect(replicas.exchanges()).toBeLessThan(2 * 10 * 40);
    replicas.pass(5_000);
    const before = replicas.exchanges();
    replicas.pass(60_000);
    expect(replicas.exchanges()).toBe(before);
  });

  it('out of touch, each goes on with its share, and together they stay below the limit', () => {
    const replicas = openReplicas(2, policy);
    load(replicas, 4, 60);
    replicas.outage(true);
    const alone = load(replicas, 4, 300);
    expect(alone / 5).toBeGreaterThan(100);
    expect(alone / 5).toBeLessThanOrEqual(124);
    replicas.outage(false);
    replicas.pass(200);
    const together = load(replicas, 4, 120);
    expect(together / 2).toBeGreaterThan(115);
    expect(together / 2).toBeLessThanOrEqual(124);
  });

  it('out of touch from the beginning: each has its share only', () => {
    const replicas = openReplicas(2, policy);
    replicas.outage(true);
    expect(load(replicas, 100, 20, () => 0)).toBe(60);
    expect(load(replicas, 100, 20, () => 1)).toBe(60);
  });

  it('what is told twice counts once: an answer of the database was lost', () => {
    const replicas = openReplicas(2, policy);
    load(replicas, 100, 0.5, () => 0);
    replicas.outage(true);
    replicas.pass(500);
    replicas.outage(false);
    replicas.pass(500);
    replicas.take(1);
    replicas.pass(500);
    expect(replicas.take(1).remaining).toBe(120 - 50 - 2);
  });

  it('an expensive operation is not refused for ever by a small share', () => {
    const replicas = openReplicas(2, { name: 'default', quota: 10, window: 60 });
    replicas.take(1);
    replicas.pass(500);
    expect(replicas.take(0, 'desk', 8).allowed).toBe(true);
  });
});

it('has nothing to tell of subjects that are no longer kept, however long the others cannot be told', () => {
  const replicas = { count: () => 2, wanted: () => {}, heard: () => Promise.resolve() };
  const budgets = new RateLimitBudgets(policy, { max: 100, replicas });
  for (let round = 0; round < 5; round += 1) {
    for (let n = 0; n < 1_000; n += 1) budgets.take(`stranger ${round} ${n}`);
    const told = budgets.tell(50);
    for (let n = 0; n < 1_000; n += 1) budgets.take(`stranger ${round} later ${n}`);
    budgets.untold(told);
  }
  expect(budgets.tell(1_000_000)).toHaveLength(100);
});
