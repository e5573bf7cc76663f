import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { type RedisCommand, redisStore } from '@guichet/runtime/stores/redis';
import { FakeClock } from '@guichet/runtime/testing';
import { identity } from '../../../../../guichet.config.ts';

const token = (clock: FakeClock, lifetime = 60_000) =>
  new AccessToken({ value: 'canary', requestedAt: clock.now(), expiresAt: clock.now() + lifetime });

/** A store over a client that notes its commands, and gives these replies. */
function over(...replies: unknown[]) {
  const commands: (readonly string[])[] = [];
  const client: RedisCommand = async (command) => {
    commands.push(command);
    return replies.shift() ?? null;
  };
  const clock = new FakeClock();
  return { clock, commands, store: redisStore({ client, clock }) };
}

it('a key is a digest behind the prefix: names of clients do not stand in Redis', async () => {
  const { commands, store } = over();
  await store.get('issuer and client');
  const digest = createHash('sha256').update('issuer and client').digest('hex');
  expect(commands[0]!.slice(2)).toEqual(['1', `${identity.slug}:token:${digest}`]);
});

it('a token is kept for the time that it has left, and not at all when it has none', async () => {
  const { clock, commands, store } = over();
  await store.set('key', token(clock));
  expect(commands[0]!.at(-1)).toBe('60000');
  const ended = token(clock);
  await clock.advance(60_000);
  await store.set('key', ended);
  expect(commands).toHaveLength(1);
  const almost = token(clock, 1);
  await store.set('key', almost);
  expect(commands[1]!.at(-1)).toBe('1');
});

it.each([
  ['none, as after a PERSIST: what was written counts', -1, 60_000],
  ['nothing left: it ends now', 0, 0],
  ['a second left: it ends then', 1000, 1000],
])('a time to live of %s', async (_, left, expected) => {
  const { clock, commands, store } = over();
  await store.set('key', token(clock));
  const reader = over([commands[0]![4], left]);
  expect((await reader.store.get('key'))!.expiresAt - reader.clock.now()).toBe(expected);
});

it('nothing there to delete: nothing is removed', async () => {
  const { clock, commands, store } = over();
  await store.delete('key', token(clock));
  expect(commands).toHaveLength(1);
});

it('a client that has `call`, and is none of ioredis: asked by `eval`', async () => {
  const asked: unknown[] = [];
  const client = {
    call: () => Promise.reject(new Error('Not this way.')),
    eval: async (_: string, options: unknown) => void asked.push(options),
  };
  await redisStore({ client: client as never, prefix: 'p:' }).get('key');
  expect(asked).toEqual([{ keys: [expect.stringMatching(/^p:[\da-f]{64}$/)], arguments: [] }]);
});

it('options that are none: what to pass stands there', () => {
  const client = async () => null;
  expect(() => redisStore({ client, prefix: '' })).toThrow(/Pass what all keys start with, such as `myapp:token:`/);
});
