import { afterEach, expect, it, vi } from 'vitest';
import { guard } from '../src/guard.ts';

afterEach(() => vi.useRealTimers());

it('T4 a database that froze keeps nobody waiting: 503 with Retry-After, whatever becomes of the work', async () => {
  vi.useFakeTimers();
  const refusal = guard(() => new Promise<never>(() => {})).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await refusal).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
});

it('leaves no timer behind', async () => {
  vi.useFakeTimers();
  await guard(async () => 1);
  await guard(() => Promise.reject(new Error('no'))).catch(() => {});
  expect(vi.getTimerCount()).toBe(0);
});
