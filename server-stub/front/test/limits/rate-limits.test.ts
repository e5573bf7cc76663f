import { describe, expect, it } from 'vitest';
import { memoryRateLimits } from '../../src/index.ts';

const policy = { name: 'default', quota: 10, window: 60 };

function open(max?: number) {
  let now = 1_800_000_000_000;
  const limits = memoryRateLimits(policy, { now: () => now, ...(max === undefined ? {} : { max }) });
  return { limits, pass: (seconds: number) => void (now += seconds * 1000) };
}
const takeMany = (limits: ReturnType<typeof memoryRateLimits>, count: number, subject = 'desk') =>
  Array.from({ length: count }, () => limits.take(subject)).filter(({ allowed }) => allowed).length;

describe('a limit in memory', () => {
  it('counts down, and says when it is whole again', () => {
    const { limits, pass } = open();
    expect(limits.take('desk')).toMatchObject({ allowed: true, remaining: 9, reset: 60, retryAfter: 0, quota: 10 });
    pass(20);
    expect(limits.take('desk')).toMatchObject({ remaining: 8, reset: 60 });
  });

  it('refuses what is above it, says how long, and holds what it says', () => {
    const { limits, pass } = open();
    takeMany(limits, 4);
    pass(30);
    expect(takeMany(limits, 10)).toBe(6);
    const refused = limits.take('desk');
    expect(refused).toMatchObject({ allowed: false, remaining: 0, retryAfter: 30, reset: 60 });
    pass(29);
    expect(limits.take('desk').allowed).toBe(false);
    pass(1);
    expect(takeMany(limits, 10)).toBe(4);
  });

  it('allows in no window more than its quota, and in overload hardly less', () => {
    const { limits, pass } = open();
    const allowed: number[] = [];
    for (let tick = 0; tick < 6_000; tick += 1) {
      pass(0.1);
      if (limits.take('desk').allowed) allowed.push(tick / 10);
    }
    const most = Math.max(...allowed.map((from) => allowed.filter((at) => at >= from && at < from + 60).length));
    expect(most).toBeLessThanOrEqual(11);
    expect(allowed.length).toBeGreaterThanOrEqual(98);
    expect(allowed.length).toBeLessThanOrEqual(102);
  });

  it('has each subject apart', () => {
    const { limits } = open();
    expect(takeMany(limits, 20)).toBe(10);
    expect(takeMany(limits, 20, 'till')).toBe(10);
  });

  it('takes a cost, of which one above the quota is the whole quota, and 0 is free', () => {
    const { limits } = open();
    expect(limits.take('desk', 4).remaining).toBe(6);
    expect(limits.take('desk', 7)).toMatchObject({ allowed: false, remaining: 6 });
    expect(limits.take('desk', 0)).toMatchObject({ allowed: true, remaining: 6 });
    expect(limits.take('till', 99)).toMatchObject({ allowed: true, remaining: 0 });
    expect(limits.take('till', 0).allowed).toBe(true);
  });

  it('keeps no more subjects than it was told, the latest', () => {
    const { limits } = open(100);
    for (let stranger = 0; stranger < 10_000; stranger += 1) limits.take(`stranger ${stranger}`);
    expect((limits as unknown as { size: number }).size).toBe(100);
    expect(limits.take('stranger 9999').remaining).toBe(8);
  });
});
