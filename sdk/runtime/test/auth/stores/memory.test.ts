import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AccessToken, type Lease, memoryStore } from '@guichet/runtime';

const token = (value: string) => new AccessToken({ value, requestedAt: 0, expiresAt: 60_000 });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

it('C3 delete names the token: a newer one stays', () => {
  const store = memoryStore();
  void store.set('key', token('new'));
  void store.delete('key', token('old'));
  expect(store.get('key')).toMatchObject({ value: 'new' });
  void store.delete('key', token('new'));
  expect(store.get('key')).toBeUndefined();
});

it('C10 a lease: one at a time for a key, free when it was given back, or a term after its last renewal', () => {
  const store = memoryStore();
  const take = () => store.lease!('key', 100) as Lease | undefined;
  const first = take();
  expect(take()).toBeUndefined();
  expect(store.lease!('other', 100)).toBeDefined();
  vi.setSystemTime(99);
  expect(first?.renew()).toBe(true);
  vi.setSystemTime(198);
  expect(take()).toBeUndefined();
  vi.setSystemTime(199);
  const second = take();
  expect(second).toBeDefined();
  expect(first?.renew()).toBe(false);
  void first?.release();
  expect(take()).toBeUndefined();
  void second?.release();
  expect(take()).toBeDefined();
});
