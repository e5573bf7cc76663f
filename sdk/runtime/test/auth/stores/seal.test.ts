import { describe, expect, it, vi } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { readEntry, writeEntry } from '../../../src/auth/stores/entry.ts';
import { sealOption } from '../../../src/auth/stores/seal.ts';

/** Its base64 has each of the two characters that base64url writes otherwise. */
const awkward = Uint8Array.from({ length: 32 }, (_, n) => (n < 15 ? 0xff : [0xfb, 0xef, 0xbe][n % 3]!));
const random = () => crypto.getRandomValues(new Uint8Array(32));
const now = 1_700_000_000_000;
const token = new AccessToken({ value: 'canary', requestedAt: now, expiresAt: now + 60_000 });

describe('a seal', () => {
  const key = awkward;
  it.each([
    ['bytes', key],
    ['base64', Buffer.from(key).toString('base64')],
    ['base64url', Buffer.from(key).toString('base64url')],
    ['base64 with the line feed of openssl', `${Buffer.from(key).toString('base64')}\n`],
  ])('the key as %s is the same key', async (_, form) => {
    const sealed = await sealOption('test', key)!.close('text', 'place');
    expect(await sealOption('test', form)!.open(sealed, 'place')).toBe('text');
  });

  it('a CryptoKey, not extractable, does as well', async () => {
    const own = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const seal = sealOption('test', own)!;
    expect(await seal.open(await seal.close('text', 'place'), 'place')).toBe('text');
  });

  it('the same text twice: two different seals', async () => {
    const seal = sealOption('test', key)!;
    expect(await seal.close('text', 'place')).not.toBe(await seal.close('text', 'place'));
  });

  it('another key, another place, a changed byte, a cut end, a clear text: counts as absent', async () => {
    const seal = sealOption('test', key)!;
    const sealed = await seal.close('text', 'place');
    const middle = sealed.length - 6;
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
    expect(await sealOption('test', random())!.open(sealed, 'place')).toBeUndefined();
    for (const [text, place] of [
      [sealed, 'elsewhere'],
      [changed, 'place'],
      [sealed.slice(0, -8), 'place'],
      [sealed.split('.').slice(0, 2).join('.'), 'place'],
      ['aes256gcm.%.%', 'place'],
      [sealed.replace('aes256gcm.', 'aes512gcm.'), 'place'],
      ['text', 'place'],
      ['', 'place'],
    ] as const) {
      expect(await seal.open(text, place), text).toBeUndefined();
    }
  });

  it.each([
    ['canary-too-short', /`seal` has \d+ bytes|no base64/],
    ['canary!!', /`seal` has no base64/],
    [new Uint8Array(16), /`seal` has 16 bytes\. Pass 32 random bytes/],
    [5, /`seal` cannot be a number/],
    [null, /`seal` cannot be null/],
    [{}, /`seal` cannot be an object/],
  ])('%o is no key: a TypeError that does not show it', (bad, message) => {
    expect(() => sealOption('test', bad as never)).toThrow(message);
    expect(() => sealOption('test', bad as never)).toThrow(TypeError);
    expect(() => sealOption('test', bad as never)).not.toThrow(/canary/);
  });

  it('a CryptoKey for something else is refused at once', async () => {
    const { subtle } = crypto;
    for (const other of [
      await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
      await subtle.generateKey({ name: 'AES-CBC', length: 256 }, false, ['encrypt', 'decrypt']),
      await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']),
      await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['decrypt']),
    ]) {
      expect(() => sealOption('test', other)).toThrow(/`seal` is a key for something else/);
    }
  });

  it('the key that it imports cannot be read out of the process again', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    await sealOption('test', key)!.close('text', 'place');
    expect(((await importKey.mock.results[0]!.value) as CryptoKey).extractable).toBe(false);
    importKey.mockRestore();
  });
});

describe('an entry', () => {
  const read = (text: string, remaining?: number) => readEntry('key', text, { seal: undefined, now, remaining });
  const changed = async (change: object) =>
    JSON.stringify({ ...(JSON.parse(await writeEntry('key', token, undefined)) as object), ...change });

  it('comes back as it was', async () => {
    const back = await read(await writeEntry('key', token, undefined));
    expect({ ...back, value: back?.value }).toEqual({ ...token, value: 'canary' });
  });

  it.each([
    { value: 'a\r\nX-Evil: 1' },
    { value: '' },
    { value: 7 },
    { type: 'Basic' },
    { scopes: 'a b' },
    { scopes: [1] },
    { scopes: ['a', 1] },
    { expiresAt: null },
    { expiresAt: now - 1 },
    { expiresAt: now },
    { expiresAt: now + 86_400_001 },
    { expiresAt: String(now + 60_000) },
    { expiresAt: now + 9e9 },
    { requestedAt: 'yesterday' },
    { version: 2 },
    { key: 'another' },
  ])('S4 written by somebody else with %o: counts as absent', async (change) => {
    expect(await read(await changed({}))).toBeDefined();
    expect(await read(await changed(change))).toBeUndefined();
  });

  it.each([{ type: 'DPoP' }, { scopes: ['a', 'b'] }, { expiresAt: now + 86_400_000 }, { expiresAt: now + 1 }])(
    'with %o: read',
    async (change) => {
      expect(await read(await changed(change))).toMatchObject(change);
    },
  );

  it.each(['', 'null', '[]', '7', '{', 'undefined'])('what is no entry, such as %o: counts as absent', async (text) => {
    expect(await read(text)).toBeUndefined();
  });

  it('written by a clock that is two minutes ahead: nobody knows how old it is, so it counts as absent', async () => {
    expect(await read(await changed({ requestedAt: now + 120_000, expiresAt: now + 180_000 }))).toBeUndefined();
    expect(await read(await changed({ requestedAt: now + 60_001, expiresAt: now + 90_000 }))).toBeUndefined();
    expect(await read(await changed({ requestedAt: now + 60_000, expiresAt: now + 90_000 }))).toBeDefined();
  });

  it('the store says how long it lasts: that counts, up to the lifetime', async () => {
    const text = await changed({ requestedAt: now + 1e9, expiresAt: now + 1e9 + 60_000 });
    expect((await read(text, 20_000))?.expiresAt).toBe(now + 20_000);
    expect((await read(text, 1e9))?.expiresAt).toBe(now + 60_000);
  });
});
