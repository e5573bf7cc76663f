/* oxlint-disable vitest/expect-expect -- until expects */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiKeys } from '../../src/api-keys/api-keys.ts';
import { OwnToken } from '../../src/api-keys/own-token.ts';
import { RegistryClient } from '../../src/api-keys/registry-client.ts';
import { SynchronizedKeys } from '../../src/api-keys/synchronized-keys.ts';
import { openScriptedRegistry, type ScriptedRegistry } from '../support/scripted-registry.ts';
import { asking, countedTokens, letInUntil, openKeys, until } from './keys.ts';

let registry: ScriptedRegistry;
let keys: ApiKeys;
/** A key from before the server started. */
let first: string;
beforeEach(async () => {
  registry = await openScriptedRegistry();
  first = registry.issue();
  keys = openKeys(registry);
});
afterEach(async () => {
  await keys.close();
  await registry.close();
});

const ready = () => until(/^200/, () => asking(keys, first));
const ask = (key: string) => () => asking(keys, key);

describe('O3 bounded staleness', () => {
  it('nothing is known at first: 503 for what could be a key, 401 for what could not', async () => {
    await registry.away();
    await keys.close();
    keys = openKeys(registry);
    expect(keys.state).toBe('starting');
    expect(await asking(keys, first)).toBe('503 Retry-After 2');
    expect(await asking(keys, 'x')).toBe('401');
    await registry.back();
    await ready();
    expect(keys.state).toBe('ready');
  });

  it('upstream down: keys work until the copy is too old, then 503, and again when it is back, with what happened', async () => {
    await ready();
    const other = registry.issue();
    await until(/^200/, ask(other));
    await registry.away();
    const down = performance.now();
    registry.revoke(other);
    expect(await asking(keys, first)).toBe('200 rc_1');
    const letIn = await letInUntil(/^503 Retry-After 2/, ask(first));
    const worked = performance.now() - down;
    // Staleness is 800 ms, and the last complete round was up to an interval ago.
    expect(worked).toBeGreaterThan(350);
    expect(letIn).toBeLessThan(1_000);
    expect(keys.state).toBe('stale');
    expect(await asking(keys, other), 'neither of a revoked one').toMatch(/^503/);
    await registry.back();
    await until(/^200/, ask(first));
    expect(await asking(keys, other)).toBe('401');
  });

  it('back, and slow with its first answer: keys work from then on, without a second outage', async () => {
    const client = new RegistryClient({ url: registry.url, token: new OwnToken(countedTokens()) });
    const copy = new SynchronizedKeys(client, { staleness: 3_000, interval: 2_000 });
    const is = (state: string) => expect.poll(() => copy.state, { timeout: 60_000, interval: 5 }).toBe(state);
    try {
      await is('ready');
      await registry.away();
      await is('stale');
      // Half of what the copy may be old: less than an interval is left of it when the answer comes.
      registry.latency = 1_500;
      registry.lie = () => void (registry.latency = 0);
      await registry.back();
      await is('ready');
      const seen = new Set<string>();
      for (const end = performance.now() + 3_000; performance.now() < end; await delay(5)) seen.add(copy.state);
      expect([...seen]).toEqual(['ready']);
    } finally {
      await copy.close();
    }
  });

  it('slow but in time: keys work, if later', async () => {
    await keys.close();
    keys = openKeys(registry, { staleness: 5 });
    registry.latency = 700;
    await ready();
    const key = registry.issue();
    await until(/^200/, ask(key));
    // Longer than the copy may grow old.
    for (const end = performance.now() + 6_000; performance.now() < end;) {
      expect(await asking(keys, key)).toMatch(/^200/);
      await delay(50);
    }
  });

  it('asks for the history once a round, whether it is due or something changed', async () => {
    await keys.close();
    const client = new RegistryClient({ url: registry.url, token: new OwnToken(countedTokens()) });
    const copy = new SynchronizedKeys(client, { staleness: 5_000, interval: 10, confirmation: 0 });
    try {
      await expect.poll(() => copy.state).toBe('ready');
      const before = registry.asked.length;
      for (let n = 0; n < 10; n += 1) {
        const asked = registry.asked.length;
        registry.issue();
        await expect.poll(() => registry.asked.length, { interval: 1 }).toBeGreaterThan(asked + 2);
      }
      // The history is asked for by one change, the news by many.
      const questions = registry.asked.slice(before).map(({ query }) => (query.get('limit') === '1' ? 'h' : 'n'));
      expect(questions.filter((one) => one === 'h').length).toBeGreaterThan(5);
      expect(questions.join('')).not.toContain('hh');
    } finally {
      await copy.close();
    }
  });

  it('silent: 503 within the bound, not after the deadline of a question', async () => {
    await ready();
    registry.lie = () => () => {};
    expect(await letInUntil(/^503/, ask(first))).toBeLessThan(1_200);
    // A question may take 3 s: who asks meanwhile does not wait for it.
    expect(await Promise.race([asking(keys, first), delay(2_500, 'no answer yet', { ref: false })])).toMatch(/^503/);
    registry.lie = undefined;
    await ready();
  });

  it('a machine that was asleep: what it knew is too old, though its own clock stood still', async () => {
    await ready();
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      vi.setSystemTime(Date.now() + 60_000);
      expect(await asking(keys, first)).toMatch(/^503/);
      await ready();
    } finally {
      vi.useRealTimers();
    }
  });

  it('the age counts from when the last question was sent, not from its answer', async () => {
    await ready();
    // An answer that was a second on its way tells what was a second ago.
    registry.latency = 1_000;
    await delay(1_500);
    for (let n = 0; n < 10; n += 1) {
      expect(await asking(keys, first)).toMatch(/^503/);
      await delay(100);
    }
  });
});

describe('O3 a registry with another history', () => {
  it('restored to before a key was issued: the key is unknown, and what is issued then is not missed', async () => {
    await ready();
    const restore = registry.backup();
    const lost = registry.issue();
    await until(/^200/, ask(lost));
    await registry.away();
    restore();
    await registry.back();
    await until(/^401/, ask(lost));
    await ready();
    const next = registry.issue();
    await until(/^200/, ask(next));
  });

  it('restored to before a revocation: what it says counts', async () => {
    await ready();
    const restore = registry.backup();
    registry.revoke(first);
    await until(/^401/, ask(first));
    restore();
    await until(/^200/, ask(first));
  });

  it('restored, and since then as far as before with other changes: the copy is made anew', async () => {
    await ready();
    const restore = registry.backup();
    const lost = [registry.issue(), registry.issue()] as const;
    await until(/^200/, ask(lost[1]));
    await registry.away();
    restore();
    const others = [registry.issue(), registry.issue(), registry.issue()] as const;
    await registry.back();
    await until(/^200/, ask(others[0]));
    expect(await Promise.all([...lost, ...others].map((key) => asking(keys, key)))).toEqual([
      '401',
      '401',
      '200 rc_2',
      '200 rc_3',
      '200 rc_4',
    ]);
  });

  it('restored between two rounds, as if nothing had been: it is seen within the confirmation', async () => {
    await ready();
    const restore = registry.backup();
    const lost = registry.issue();
    await until(/^200/, ask(lost));
    restore();
    registry.issue();
    expect(await letInUntil(/^401/, ask(lost))).toBeLessThan(6_500);
  });

  it('emptied: no key is valid', async () => {
    await ready();
    await keys.close();
    const empty = await openScriptedRegistry();
    try {
      keys = openKeys(empty);
      await until(/^401/, ask(first));
    } finally {
      await keys.close();
      await empty.close();
    }
  });

  it('with gaps in its sequence, and its end after the last change: all is as ever', async () => {
    registry.skip(1_000);
    await ready();
    const key = registry.issue();
    registry.skip(10);
    await until(/^200/, ask(key));
    registry.revoke(key);
    await until(/^401/, ask(key));
  });
});
