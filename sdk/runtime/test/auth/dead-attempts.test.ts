import { afterEach, expect, it, vi } from 'vitest';
import { AccessToken, memoryStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { TokenCache } from '../../src/auth/token-cache.ts';
import { deferred } from '../support/wait.ts';

afterEach(() => void vi.useRealTimers());

// On workerd all that a request began stops with it, timers included: `test/runtimes` shows it there.
it('C6 an attempt that died, its deadline with it: past that the next call asks anew, and a late answer is not kept', async () => {
  const clock = new FakeClock();
  const schedule = clock.schedule.bind(clock);
  let dead = true;
  clock.schedule = (...timer) => (dead ? () => {} : schedule(...timer));
  const answers: ReturnType<typeof deferred<AccessToken>>[] = [];
  const cache = new TokenCache({
    clock,
    store: undefined,
    timeout: 1000,
    request() {
      answers.push(deferred());
      return answers.at(-1)!.promise;
    },
  });
  const token = (value: string) =>
    new AccessToken({ value, requestedAt: clock.now(), expiresAt: clock.now() + 60_000 });

  const first = cache.get('key', undefined);
  dead = false;
  await clock.advance(1000);
  void cache.get('key', undefined);
  expect(answers).toHaveLength(1);
  await clock.advance(1);
  const third = cache.get('key', undefined);
  await clock.advance(0);
  expect(answers).toHaveLength(2);
  answers[1]!.resolve(token('new'));
  expect((await third).value).toBe('new');
  answers[0]!.resolve(token('old'));
  expect((await first).value).toBe('old');
  expect((await cache.get('key', undefined)).value).toBe('new');
});

it('C10 the lease of a memory store whose holder died: free after its term, and lost to the holder', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const store = memoryStore();
  const lease = await store.lease!('key', 60);
  vi.advanceTimersByTime(40);
  expect(lease!.renew()).toBe(true);
  vi.advanceTimersByTime(59);
  expect(store.lease!('key', 60)).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(store.lease!('key', 60)).toBeDefined();
  expect(lease!.renew()).toBe(false);
  await lease!.release();
  expect(store.lease!('key', 60)).toBeUndefined();
});
