/* oxlint-disable vitest/expect-expect -- until expects */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { limitAttempts } from '@guichet/front';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiKeys } from '../../src/api-keys/api-keys.ts';
import { digestApiKey, generateApiKey } from '../../src/secrets/api-key.ts';
import { openScriptedRegistry, type Change, type Lie, type ScriptedRegistry } from '../support/scripted-registry.ts';
import { asking, letInUntil, openKeys, until } from './keys.ts';

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

describe('O3 a key in the synchronized copy', () => {
  it('opens what the registry says, and no request asks there', async () => {
    await ready();
    const key = registry.issue({ scopes: ['a.read'], resources: ['collectivite:1'], environment: 'test' });
    await until(/^200/, ask(key));
    expect(await keys.authenticate(key, '203.0.113.1')).toEqual({
      kind: 'apiKey',
      subject: 'rc_2',
      clientId: 'rc_2',
      scopes: new Set(['a.read']),
      resources: ['collectivite:1'],
      claims: { environment: 'test' },
    });
    expect(registry.checks).toBe(0);
  });

  it('is refused within a second of its revocation, and a new one works as soon', async () => {
    await ready();
    const [took, letIn, questions]: [number[], number[], number[]] = [[], [], []];
    for (let n = 0; n < 10; n += 1) {
      const key = registry.issue();
      took.push(await until(/^200/, ask(key)));
      const before = registry.asked.length;
      registry.revoke(key);
      letIn.push(await letInUntil(/^401/, ask(key)));
      questions.push(registry.asked.length - before);
    }
    expect(Math.max(...letIn)).toBeLessThan(1_000);
    // A machine that is busy with something else is late, but not each time.
    expect(Math.min(...took)).toBeLessThan(1_000);
    // One that was under way, the next, and whether the history goes on.
    expect(Math.max(...questions)).toBeLessThanOrEqual(4);
  });

  it('ends at its hour by the clock, and after a change of that hour at the new one', async () => {
    await keys.close();
    keys = openKeys(registry, { staleness: 10 });
    const at = (ms: number) => ({ expires_at: new Date(Date.now() + ms).toISOString() });
    const key = registry.issue(at(3_000));
    await until(/^200/, ask(key));
    await registry.away();
    expect(await letInUntil(/^401/, ask(key))).toBeLessThan(3_000);
    await registry.back();
    registry.change(first, at(3_000));
    await delay(500);
    await ready();
    await until(/^401/, ask(first));
  });

  it.each(['revoked', 'suspended', 'Issued', ''])('after a change of the kind "%s" opens nothing', async (type) => {
    await ready();
    registry.change(first, {}, type);
    await until(/^401/, ask(first));
  });

  it('does not come back by a change from before', async () => {
    await ready();
    registry.revoke(first);
    await until(/^401/, ask(first));
    await delay(700);
    expect(await asking(keys, first)).toBe('401');
  });
});

describe('O3 a flood of unknown keys', () => {
  it('does not reach the registry at all, and good keys work beside it, also from there', async () => {
    await keys.close();
    // The flood leaves no time in between for a round.
    keys = openKeys(registry, { attempts: limitAttempts(), staleness: 60 });
    await ready();
    const answers: string[] = [];
    for (let n = 0; n < 2_000; n += 1) answers.push(await asking(keys, generateApiKey().value, '203.0.113.9'));
    expect(registry.checks).toBe(0);
    expect(new Set(answers.map((answer) => answer.slice(0, 3)))).toEqual(new Set(['401', '429']));
    expect(await asking(keys, first, '203.0.113.9')).toBe('200 rc_1');
  });

  it('negative entries cannot be poisoned, as there are none: a key that was refused works once it is issued', async () => {
    await ready();
    const hidden = registry.backup();
    const key = registry.issue();
    const shown = registry.backup();
    hidden();
    for (let n = 0; n < 5; n += 1) expect(await asking(keys, key, `10.0.0.${n}`)).toBe('401');
    shown();
    const before = registry.asked.length;
    await until(/^200/, ask(key));
    expect(registry.asked.length - before).toBeLessThanOrEqual(4);
  });
});

describe('O3 a registry that lies', () => {
  const state = { client_id: 'rc_9', scopes: ['a'], resources: [], environment: 'live', expires_at: null };
  const forged = generateApiKey().value;
  const good = {
    sequence: 2,
    type: 'issued',
    occurred_at: '2026-01-01T00:00:00Z',
    key_hash: digestApiKey(forged),
    ...state,
  };
  const page = (changes: unknown, rest: object = {}) => ({
    body: { changes, last_sequence: 2, has_more: false, ...rest },
  });
  const without = (field: keyof typeof good) => page([{ ...good, [field]: undefined }]);

  it('the control: this change opens', async () => {
    await ready();
    registry.lie = ({ query }) => (query.get('after') === '1' ? page([good]) : undefined);
    await until(/^200 rc_9/, ask(forged));
  });

  // All at once: each takes as long as a copy may be old.
  it.concurrent.each<[string, Lie]>([
    ['a text', { body: 'up to date' }],
    ['no JSON', { body: '[' }],
    ['a page', { ...page([good]), headers: { 'content-type': 'text/html' } }],
    ['null', { body: null }],
    ['nothing', { body: {} }],
    ['no end', page([good], { last_sequence: undefined })],
    ['an end as a text', page([good], { last_sequence: '2' })],
    ['an end that is no number', page([good], { last_sequence: 2.5 })],
    ['an end beyond numbers', page([good], { last_sequence: 2 ** 53 })],
    ['an end before its changes', page([good, { ...good, sequence: 7 }])],
    ['no has_more', page([good], { has_more: undefined })],
    ['has_more as a text', page([good], { has_more: 'false' })],
    ['changes as an object', page({})],
    ['a change that is none', page([null])],
    ['no sequence', without('sequence')],
    ['a sequence that does not grow', page([good, { ...good }])],
    ['a sequence from before', page([{ ...good, sequence: 1 }])],
    ['sequences in disorder', page([{ ...good, sequence: 3 }, good], { last_sequence: 3 })],
    ['a negative sequence', page([{ ...good, sequence: -1 }])],
    ['no type', without('type')],
    ['a type that is no text', page([{ ...good, type: 1 }])],
    ['no moment', without('occurred_at')],
    ['no hash', without('key_hash')],
    ['the key instead of its hash', page([{ ...good, key_hash: forged }])],
    ['a hash in capitals', page([{ ...good, key_hash: good.key_hash.toUpperCase() }])],
    ['no client', without('client_id')],
    ['no scopes', without('scopes')],
    ['scopes as a text', page([{ ...good, scopes: 'a' }])],
    ['no resources, which would be no limit', without('resources')],
    ['no environment', without('environment')],
    ['another environment', page([{ ...good, environment: 'prod' }])],
    ['no end of the key', without('expires_at')],
    ['an end of the key that is no moment', page([{ ...good, expires_at: 'never' }])],
    ['more changes than were asked for', page(many(501), { last_sequence: 900 })],
    ['more to come, without a change', page([], { last_sequence: 1, has_more: true })],
    ['a huge answer', (response) => void flood(response)],
    ['another status', { status: 206, ...page([good]) }],
    ['an error', { status: 500, body: {} }],
    ['a refusal', { status: 429, body: {} }],
    ['a redirect to itself', { status: 302, body: '', headers: { location: '/api-keys/changes?after=1' } }],
    ['a broken connection', (response) => void response.destroy()],
  ])('%s: nothing is believed, and 503 when that has lasted', async (_, lie) => {
    const liar = await openScriptedRegistry();
    const known = liar.issue();
    const followed = openKeys(liar);
    try {
      await until(/^200/, () => asking(followed, known));
      liar.lie = ({ query }) => (query.get('after') === '1' ? lie : undefined);
      const seen = new Set<string>();
      await until(/^503 Retry-After 2/, async () => {
        seen.add(await asking(followed, forged));
        return asking(followed, known);
      });
      expect([...seen].filter((answer) => !['401', '503 Retry-After 2'].includes(answer))).toEqual([]);
      liar.lie = undefined;
      await until(/^200/, () => asking(followed, known));
    } finally {
      await followed.close();
      await liar.close();
    }
  });

  function many(count: number): Change[] {
    return Array.from({ length: count }, (_, n) => ({ ...good, sequence: 2 + n, resources: [] }));
  }

  function flood(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"changes":[],"last_sequence":1,"has_more":false,"more":"');
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  }

  it('more to come, without a change: it is not asked for again at once', async () => {
    await ready();
    registry.lie = () => ({ body: { changes: [], last_sequence: 1, has_more: true } });
    await until(/^503/, ask(first));
    const before = registry.asked.length;
    await delay(1_000);
    expect(registry.asked.length - before).toBeLessThan(10);
  });

  it('a feed without an end: no round is complete, and the server does not grow', async () => {
    await ready();
    registry.lie = ({ query }) => {
      const after = Number(query.get('after'));
      return {
        body: {
          changes: [{ ...good, sequence: after + 1 }],
          last_sequence: after + 1,
          has_more: true,
        },
      };
    };
    await until(/^503/, ask(first));
    expect(keys.state).toBe('stale');
    registry.lie = undefined;
    await ready();
  });

  it('a sequence that always goes back: 503', async () => {
    await ready();
    let n = 0;
    registry.lie = () => ({ body: { changes: [], last_sequence: n++ % 2, has_more: false } });
    registry.revoke(first);
    // What it says last is that it is empty: then no key is valid, or it contradicts itself.
    await until(/^(?:401|503)/, ask(first));
    registry.lie = undefined;
    await until(/^401/, ask(first));
  });
});

describe('a registry with much to say', () => {
  it('of many keys: all are taken in, run by run', async () => {
    const many = Array.from({ length: 1_234 }, () => registry.issue());
    await keys.close();
    keys = openKeys(registry);
    await ready();
    for (const key of many) expect(await asking(keys, key)).toMatch(/^200/);
  });

  it('of clients with many resources: in shorter runs', async () => {
    const resources = Array.from({ length: 1_000 }, (_, n) => `collectivite:${n}-${'x'.repeat(80)}`);
    const many = Array.from({ length: 100 }, () => registry.issue({ resources }));
    await keys.close();
    keys = openKeys(registry);
    await ready();
    expect(await asking(keys, many.at(-1) ?? '')).toMatch(/^200/);
  });
});
