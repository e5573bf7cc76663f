import { expect, it, vi } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { Contract } from '../../src/contract.ts';
import { Channel, type ChannelOptions } from '../../src/transport/channel.ts';
import type { Exchange } from '../../src/transport/exchange.ts';

const open = (options: Partial<ChannelOptions> = {}) =>
  new Channel({
    tokens: undefined,
    fetch,
    userToken: undefined,
    userTokenHeader: 'x-user-token',
    hooks: undefined,
    log: {} as never,
    isForeign: false,
    ...options,
  });
const token = (value: string) => new AccessToken({ value, requestedAt: 0, expiresAt: 1 });
const exchange: Exchange = { url: 'https://x.test/a?q', method: 'GET', headers: {}, body: undefined, authorized: true };

it('L1 a new token that was refused at once: none is asked for in its place for 30 s, another may be replaced', () => {
  const channel = open();
  expect(channel.mayReplace(token('a'), 0)).toBe(true);
  channel.gaveUp(token('a'), 1000);
  expect(channel.mayReplace(token('a'), 30_999)).toBe(false);
  expect(channel.mayReplace(token('b'), 30_999)).toBe(true);
  expect(channel.mayReplace(token('a'), 31_000)).toBe(true);
});

it('L1 a token that does not change, of a source that leaves the question out, and one that says so', () => {
  const fixed = Object.defineProperty(token('a'), 'replaceable', { value: false });
  expect(open().mayReplace(fixed, 0)).toBe(false);
  expect(open().mayReplace({ value: 'a' } as AccessToken, 0)).toBe(true);
});

it('a token is renewed when it is sent for the first time, also where several are in use', () => {
  const channel = open();
  const [a, b] = [token('a'), token('b')];
  expect([a, a, undefined, a, b, a].map((sent) => channel.stateOf(sent))).toEqual([
    'renewed',
    'cached',
    undefined,
    'cached',
    'renewed',
    'cached',
  ]);
});

it.each([
  [{}, false],
  [{ hooks: {} }, true],
  [{ log: { debug() {} } as never }, true],
  [{ log: { warn() {} } as never }, false],
] as [Partial<ChannelOptions>, boolean][])('with %o: watched %s', (options, watched) => {
  expect(open(options).isWatched).toBe(watched);
});

it('answers that say that an operation goes away: one warning each, by its name where the contract has one', async () => {
  const warnings: string[] = [];
  const contract = new Contract(() => ({
    operations: { 'things.get': { method: 'GET', path: '/things/{id}', scopes: [] } },
  }));
  const log = { warn: (...said: unknown[]) => void warnings.push(JSON.stringify(said)) };
  const channel = open({ log: log as never, contract });
  const deprecated = new Response(null, { headers: { deprecation: '@1700000000' } });
  const sunset = new Response(null, { headers: { sunset: 'Sun, 01 Nov 2026 00:00:00 GMT' } });
  channel.heed({ ...exchange, url: 'https://x.test/kept' }, new Response(null));
  channel.heed(exchange, deprecated);
  channel.heed({ ...exchange, url: 'https://x.test/a?other' }, deprecated);
  channel.heed({ ...exchange, template: '/things/{id}' }, sunset);
  channel.heed({ ...exchange, template: '/things/{id}', url: 'https://x.test/things/8' }, sunset);
  channel.heed({ ...exchange, template: '/unknown', method: 'PUT' }, sunset);
  await vi.waitFor(() => expect(warnings).toHaveLength(3), { timeout: 20_000 });
  const [first, second, third] = warnings.toSorted();
  expect([first, second, third].join('\n')).toMatch(/GET https:\/\/x\.test\/a/);
  expect(warnings.filter((said) => said.includes('things.get'))).toHaveLength(1);
  expect(warnings.filter((said) => said.includes('PUT /unknown'))).toHaveLength(1);
});

it('without a contract, or without anybody to warn: calls go on', async () => {
  const warnings: unknown[] = [];
  const deprecated = new Response(null, { headers: { deprecation: '@1700000000' } });
  open({ log: {} as never }).heed(exchange, deprecated);
  open({ log: { warn: (said: unknown) => void warnings.push(said) } as never }).heed(
    { ...exchange, template: '/t' },
    deprecated,
  );
  await vi.waitFor(() => expect(warnings).toHaveLength(1), { timeout: 20_000 });
  const failing = new Contract(() => Promise.reject(new Error('no facts')));
  open({ log: { warn() {} } as never, contract: failing }).heed(exchange, deprecated);
  await new Promise((resolve) => setTimeout(resolve, 5));
});
