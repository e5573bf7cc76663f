import { setTimeout as delay } from 'node:timers/promises';
import { limitAttempts } from '@guichet/front';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiKeys } from '../../src/api-keys/api-keys.ts';
import { generateApiKey } from '../../src/secrets/api-key.ts';
import { openScriptedRegistry, type Lie, type ScriptedRegistry } from '../support/scripted-registry.ts';
import { asking, countedTokens, openKeys } from './keys.ts';

let registry: ScriptedRegistry;
let keys: ApiKeys;
beforeEach(async () => {
  registry = await openScriptedRegistry();
  keys = openKeys(registry, { mode: 'service', attempts: limitAttempts() });
});
afterEach(async () => {
  await keys.close();
  await registry.close();
});

describe('O3 a key that the validation service knows', () => {
  it('opens what the registry says, with our own token and the key in the body', async () => {
    const key = registry.issue({ scopes: ['a.read', 'b.read'], resources: ['collectivite:1'], environment: 'test' });
    expect(await keys.authenticate(key, '203.0.113.1')).toEqual({
      kind: 'apiKey',
      subject: 'rc_1',
      clientId: 'rc_1',
      scopes: new Set(['a.read', 'b.read']),
      resources: ['collectivite:1'],
      claims: { environment: 'test' },
    });
    expect(registry.asked).toEqual([
      { path: '/api-keys/validate', query: new URLSearchParams(), authorization: 'Bearer token-1', key },
    ]);
  });

  it('is refused at once when it was revoked: that it is good is not remembered', async () => {
    const key = registry.issue();
    expect(await asking(keys, key)).toBe('200 rc_1');
    registry.revoke(key);
    expect(await asking(keys, key)).toBe('401');
  });

  it('is refused at once also when a question from before the revocation is still under way', async () => {
    const key = registry.issue();
    expect(await asking(keys, key)).toBe('200 rc_1');
    registry.lie = () => (response) => {
      // Made before the revocation, and sent after it.
      const early = JSON.stringify({
        active: true,
        client_id: 'rc_1',
        scopes: [],
        resources: [],
        environment: 'live',
        expires_at: null,
      });
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(early), 200);
    };
    const asked = registry.asked.length;
    const before = asking(keys, key);
    await expect.poll(() => registry.asked.length, { timeout: 20_000, interval: 1 }).toBe(asked + 1);
    registry.lie = undefined;
    registry.revoke(key);
    const after = asking(keys, key);
    expect([await before, await after]).toEqual(['200 rc_1', '401']);
  });

  it('ends at its hour, whatever the registry says', async () => {
    const state = { client_id: 'rc_1', scopes: [], resources: [], environment: 'live' };
    registry.lie = () => ({ body: { active: true, ...state, expires_at: new Date(Date.now() - 1).toISOString() } });
    expect(await asking(keys, generateApiKey().value)).toBe('401');
  });

  it('is asked about once by many who ask at the same time', async () => {
    const key = registry.issue();
    registry.latency = 50;
    const answers = await Promise.all(Array.from({ length: 50 }, () => asking(keys, key)));
    expect(new Set(answers)).toEqual(new Set(['200 rc_1']));
    expect(registry.checks).toBe(1);
  });

  it('of an environment that is not served is unknown', async () => {
    await keys.close();
    keys = openKeys(registry, { mode: 'service', served: 'live' });
    const [live, test] = [registry.issue(), registry.issue({ environment: 'test' })];
    expect([await asking(keys, live), await asking(keys, test)]).toEqual(['200 rc_1', '401']);
  });
});

describe('O3 a flood of unknown keys', () => {
  const strangers = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => asking(keys, generateApiKey().value, `10.0.${n >> 8}.${n % 256}`)),
    );

  it('of texts that are no keys does not reach the registry', async () => {
    const { value } = generateApiKey();
    const texts = [
      '',
      'x',
      value.slice(0, -1),
      `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`,
      value.toUpperCase(),
    ];
    expect(new Set(await Promise.all(texts.map((text) => asking(keys, text))))).toEqual(new Set(['401']));
    expect(registry.checks).toBe(0);
  });

  it('from many addresses reaches it at the rate of the budget, and a key that was good here is let through', async () => {
    const key = registry.issue();
    await asking(keys, key, '192.0.2.1');
    const started = performance.now();
    const answers: string[] = [];
    for (let round = 0; round < 20; round += 1) answers.push(...(await strangers(100)));
    const seconds = (performance.now() - started) / 1000;
    // 200 at once and 100 a second, one for the good key, and some slack for the clock.
    expect(registry.checks).toBeLessThanOrEqual(201 + Math.ceil(seconds * 100) + 5);
    expect(registry.checks).toBeGreaterThan(190);
    expect(new Set(answers.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['401', '503']));
    expect(await asking(keys, key, '192.0.2.1')).toBe('200 rc_1');
  });

  it('from one address is limited before it is asked about, and a key that was good here is let through', async () => {
    const key = registry.issue();
    await asking(keys, key, '192.0.2.1');
    const answers: string[] = [];
    for (let n = 0; n < 60; n += 1) answers.push(await asking(keys, generateApiKey().value, '192.0.2.1'));
    expect(answers.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => '401'));
    expect(answers.at(-1)).toMatch(/^429 Retry-After \d+$/);
    expect(registry.checks).toBeLessThan(30);
    expect(await asking(keys, key, '192.0.2.1')).toBe('200 rc_1');
    expect(await asking(keys, registry.issue(), '192.0.2.2'), 'at another address').toBe('200 rc_2');
  });

  it('is asked about once in five seconds when it is always the same key, by however many', async () => {
    const { value } = generateApiKey();
    for (let n = 0; n < 50; n += 1) await asking(keys, value, `10.1.0.${n}`);
    expect(registry.checks).toBe(1);
  });

  it('cannot be used to make others wait: keys that turn out good cost nothing of the budget', async () => {
    const good = Array.from({ length: 300 }, () => registry.issue());
    for (const key of good) expect(await asking(keys, key)).toMatch(/^200/);
  });
});

describe('O3 negative entries cannot be poisoned', () => {
  it('a key that becomes valid after it was refused works within five seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const key = registry.issue();
      registry.lie = () => ({ body: { active: false } });
      expect(await asking(keys, key)).toBe('401');
      registry.lie = undefined;
      vi.setSystemTime(Date.now() + 4_999);
      expect(await asking(keys, key)).toBe('401');
      vi.setSystemTime(Date.now() + 1);
      expect(await asking(keys, key)).toBe('200 rc_1');
    } finally {
      vi.useRealTimers();
    }
  });

  it('an outage is no answer: a key that could not be checked is not remembered as unknown', async () => {
    const key = registry.issue();
    await registry.away();
    expect(await asking(keys, key)).toMatch(/^503/);
    await registry.back();
    expect(await asking(keys, key)).toBe('200 rc_1');
  });

  it('the entry of a key is not pushed out by those of others', async () => {
    const { value } = generateApiKey();
    await asking(keys, value);
    for (let n = 0; n < 400; n += 1) await asking(keys, generateApiKey().value, `10.2.${n >> 8}.${n % 256}`);
    const before = registry.checks;
    expect(await asking(keys, value, '203.0.113.2')).toBe('401');
    expect(registry.checks).toBe(before);
  });
});

describe('O3 upstream down', () => {
  const good = { active: true, client_id: 'rc_1', scopes: ['a'], resources: [], environment: 'live', expires_at: null };
  const without = (field: keyof typeof good) =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));

  it('the control: this answer opens', async () => {
    registry.lie = () => ({ body: good });
    expect(await asking(keys, generateApiKey().value)).toBe('200 rc_1');
  });

  it.each<[string, Lie]>([
    ['a text', { body: 'active' }],
    ['no JSON', { body: '{"active":true', headers: { 'content-type': 'application/json' } }],
    ['a page', { body: JSON.stringify(good), headers: { 'content-type': 'text/html' } }],
    ['null', { body: null }],
    ['a list', { body: [good] }],
    ['nothing', { body: {} }],
    ['active as a text', { body: { ...good, active: 'true' } }],
    ['active as a number', { body: { ...good, active: 1 } }],
    ['inactive as a text', { body: { active: 'false' } }],
    ['no client', { body: without('client_id') }],
    ['an empty client', { body: { ...good, client_id: '' } }],
    ['a client with a NUL', { body: { ...good, client_id: 'rc\u0000' } }],
    ['no scopes', { body: without('scopes') }],
    ['scopes as a text', { body: { ...good, scopes: 'a b' } }],
    ['scopes of numbers', { body: { ...good, scopes: [1] } }],
    ['no resources, which would be no limit', { body: without('resources') }],
    ['resources as null', { body: { ...good, resources: null } }],
    ['no environment', { body: without('environment') }],
    ['another environment', { body: { ...good, environment: 'staging' } }],
    ['no end', { body: without('expires_at') }],
    ['an end that is no moment', { body: { ...good, expires_at: 'soon' } }],
    ['an end as a number', { body: { ...good, expires_at: 4_102_444_800 } }],
    ['a huge answer', { body: { ...good, scopes: Array.from({ length: 50_000 }, () => 'a.read.more') } }],
    ['an endless answer', (response) => void drip(response.writeHead(200, { 'content-type': 'application/json' }))],
    ['another status', { status: 201, body: good }],
    ['no content', { status: 204, body: '' }],
    ['its own refusal', { status: 429, body: {}, headers: { 'retry-after': '60' } }],
    ['an error', { status: 500, body: {} }],
    ['a missing scope', { status: 403, body: {} }],
    ['an unknown token', { status: 401, body: {} }],
    ['a redirect to an answer that opens', { status: 307, body: '', headers: { location: '/elsewhere' } }],
    ['a broken connection', (response) => void response.destroy()],
    ['half an answer', (response) => void half(response.writeHead(200, { 'content-type': 'application/json' }))],
    ['silence', () => {}],
  ])('%s: 503 with Retry-After within the deadline, never access and never 401', async (_, lie) => {
    registry.lie = ({ path }) => (path === '/elsewhere' ? { body: good } : lie);
    // Beside a timer of the same event loop: what holds up the one holds up the other.
    const late = delay(1_600, 'no answer within 1.6 s', { ref: false });
    expect(await Promise.race([asking(keys, generateApiKey().value), late])).toMatch(/^503 Retry-After [1-9]/);
    expect(registry.asked.map(({ path }) => path)).not.toContain('/elsewhere');
  });

  function drip(response: {
    write(text: string): boolean;
    once(event: string, done: () => void): unknown;
    destroyed: boolean;
  }) {
    const timer = setInterval(() => response.write(' '.repeat(1000)), 20);
    response.once('close', () => clearInterval(timer));
  }
  function half(response: { write(text: string): boolean; destroy(): unknown }) {
    response.write('{"active":');
    setTimeout(() => response.destroy(), 20);
  }

  it('away: 503, and as before when it is back', async () => {
    const key = registry.issue();
    expect(await asking(keys, key)).toBe('200 rc_1');
    await registry.away();
    expect(await asking(keys, key)).toBe('503 Retry-After 2');
    await registry.back();
    expect(await asking(keys, key)).toBe('200 rc_1');
  });

  it('slow: no more than 100 questions wait for it, and the others are told at once', async () => {
    registry.lie = () => () => {};
    const order: number[] = [];
    const asked = Array.from({ length: 150 }, async (_, index) => {
      const answer = await asking(keys, registry.issue());
      order.push(index);
      return answer;
    });
    expect((await Promise.all(asked)).every((answer) => answer.startsWith('503'))).toBe(true);
    // Before any of those that wait for the silent registry is given up.
    expect(order.slice(0, 50).toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 50 }, (_, n) => 100 + n),
    );
    expect(registry.asked.length).toBeLessThanOrEqual(100);
  });
});

describe('our own token', () => {
  it('is replaced once when the registry refuses it, and not with each request', async () => {
    await keys.close();
    const tokens = countedTokens();
    keys = openKeys(registry, { mode: 'service', tokens });
    const [first, ...more] = Array.from({ length: 5 }, () => registry.issue()) as [string, ...string[]];
    expect(await asking(keys, first)).toMatch(/^200/);
    registry.lie = () => ({ status: 401, body: {} });
    for (const key of more) expect(await asking(keys, key)).toMatch(/^503/);
    // The first one is not ten seconds old: another would be refused like it.
    expect(tokens.issued).toBe(1);
  });

  it('that is gone costs its callers nothing when another one is taken', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const key = registry.issue();
      expect(await asking(keys, key)).toBe('200 rc_1');
      vi.setSystemTime(Date.now() + 11_000);
      registry.lie = ({ authorization }) =>
        authorization === 'Bearer token-1' ? { status: 401, body: {} } : undefined;
      expect(await asking(keys, key)).toBe('200 rc_1');
      expect(registry.asked.map(({ authorization }) => authorization)).toEqual([
        'Bearer token-1',
        'Bearer token-1',
        'Bearer token-2',
      ]);
      // A minute before its end.
      vi.setSystemTime(Date.now() + 241_000);
      expect(await asking(keys, key)).toBe('200 rc_1');
      expect(registry.asked.at(-1)?.authorization).toBe('Bearer token-3');
    } finally {
      vi.useRealTimers();
    }
  });
});
