import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccessToken, type TokenStore } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { type RedisStoreOptions, redisStore } from '@guichet/runtime/stores/redis';
import { hasRedis } from '../../support/workers.ts';

const url = 'redis://127.0.0.1:6379';
const present = await hasRedis();
const prefix = `guichet-test:${randomUUID()}:`;
const token = (value = 'canary-token', now = Date.now(), lifetime = 900_000) =>
  new AccessToken({ value, scopes: ['a'], requestedAt: now, expiresAt: now + lifetime });

describe.skipIf(!present)('with a Redis on 127.0.0.1:6379, which this needs', () => {
  const ioredis = new Redis(url, { lazyConnect: true });
  const nodeRedis = createClient({ url });
  beforeAll(async () => {
    await Promise.all([ioredis.connect(), nodeRedis.connect()]);
  });
  const sweep = async () => {
    const keys = await ioredis.keys(`${prefix}*`);
    if (keys.length > 0) await ioredis.del(keys);
  };
  afterEach(sweep);
  afterAll(async () => {
    await Promise.all([ioredis.quit(), nodeRedis.close()]);
  });

  const clients: [string, RedisStoreOptions['client']][] = [
    ['ioredis', ioredis],
    ['node-redis', nodeRedis],
    ['a function', ([name = '', ...args]) => ioredis.call(name, ...args)],
  ];
  describe.each(clients)('%s', (_, client) => {
    const open = (options: Partial<RedisStoreOptions> = {}): TokenStore => redisStore({ client, prefix, ...options });

    it('a token comes back, and ends when it should', async () => {
      await open().set('key', token());
      const read = await open().get('key');
      expect(read?.value).toBe('canary-token');
      expect(read?.scopes).toEqual(['a']);
      expect(Math.abs(read!.expiresAt - Date.now() - 900_000)).toBeLessThan(2000);
      const [key] = await ioredis.keys(`${prefix}*`);
      expect(await ioredis.pttl(key!)).toBeGreaterThan(890_000);
      expect(await open().get('other')).toBeUndefined();
    });

    it('C3 delete names the token: a newer one stays', async () => {
      const store = open();
      await store.set('key', token('new'));
      await store.delete('key', token('old'));
      expect((await store.get('key'))?.value).toBe('new');
      await store.delete('key', token('new'));
      expect(await store.get('key')).toBeUndefined();
    });

    it('C10 a lease: one at a time, renewed by its holder alone, free after a term or when given back', async () => {
      const first = await open().lease?.('key', 200);
      expect(await open().lease?.('key', 200)).toBeUndefined();
      await vi.waitFor(async () => expect(await open().lease?.('key', 10_000)).toBeDefined(), 2000);
      expect(await first?.renew()).toBe(false);
      await first?.release();
      expect(await open().lease?.('key', 200)).toBeUndefined();
      await sweep();
      const second = await open().lease?.('key', 10_000);
      expect(await second?.renew()).toBe(true);
      await second?.release();
      expect(await open().lease?.('key', 200)).toBeDefined();
    });

    it('S1 sealed: Redis sees no token; another key, or no key, finds nothing', async () => {
      const seal = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
      await open({ seal }).set('key', token());
      const [key] = await ioredis.keys(`${prefix}*`);
      expect(await ioredis.get(key!)).not.toContain('canary-token');
      expect((await open({ seal }).get('key'))?.value).toBe('canary-token');
      expect(await open({ seal: crypto.getRandomValues(new Uint8Array(32)) }).get('key')).toBeUndefined();
      expect(await open().get('key')).toBeUndefined();
    });

    it('the machines disagree about the time by an hour: both know how long the token lasts', async () => {
      const now = Date.now();
      const [ahead, behind] = [new FakeClock(now + 3_600_000), new FakeClock(now - 3_600_000)];
      await open({ clock: ahead }).set('key', token('a', ahead.now(), 60_000));
      const read = await open({ clock: behind }).get('key');
      expect(read!.expiresAt - behind.now()).toBeGreaterThan(55_000);
      expect(read!.expiresAt - behind.now()).toBeLessThanOrEqual(60_000);
      expect(read!.expiresAt - read!.requestedAt).toBe(60_000);
    });

    it('C9 an entry that was copied to the key of another client is not taken for its token', async () => {
      await open().set('one', token('of-one'));
      const [from] = await ioredis.keys(`${prefix}*`);
      await open().set('two', token('of-two'));
      const to = (await ioredis.keys(`${prefix}*`)).find((key) => key !== from);
      await ioredis.copy(from!, to!, 'REPLACE');
      expect(await open().get('two')).toBeUndefined();
      expect((await open().get('one'))?.value).toBe('of-one');
    });

    it('S1 Redis refuses the command: the error carries no token', async () => {
      const store = open();
      await store.set('key', token());
      const [key] = await ioredis.keys(`${prefix}*`);
      await ioredis.del(key!);
      await ioredis.lpush(key!, 'of another kind');
      const error: unknown = await Promise.resolve(store.get('key')).catch((reason: unknown) => reason);
      expect(String(error)).toMatch(/redisStore: Redis failed \(.*WRONGTYPE/);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('EVAL');
      await store.set('key', token('next'));
      expect((await store.get('key'))?.value).toBe('next');
    });
  });
});

describe('options', () => {
  const client = async () => null;
  it.each([
    [undefined, /redisStore: `client` is missing/],
    [{}, /redisStore: `client` is missing/],
    [{ client: 'redis://user:canary@host' }, /redisStore: `client` cannot be a string/],
    [{ client: {} }, /redisStore: `client` cannot be an object\. Pass a client of ioredis/],
    [{ client, prefix: '' }, /redisStore: `prefix` cannot be an empty string/],
    [{ client, onError: 1 }, /redisStore: `onError` cannot be a number/],
  ])('%o: a TypeError that names it', (options, message) => {
    expect(() => redisStore(options as never)).toThrow(message);
    expect(() => redisStore(options as never)).toThrow(TypeError);
    expect(() => redisStore(options as never)).not.toThrow(/canary/);
  });
});
