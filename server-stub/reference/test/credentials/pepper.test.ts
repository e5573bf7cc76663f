import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { Peppers, formatPepper, parsePeppers } from '../../src/credentials/pepper.ts';

const hmacs = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const createHmac = (...parameters: Parameters<typeof crypto.createHmac>) => {
    hmacs.count += 1;
    return crypto.createHmac(...parameters);
  };
  return { ...crypto, createHmac };
});

const first = { version: 1, key: randomBytes(32) };
const second = { version: 2, key: randomBytes(32) };

describe('peppers', () => {
  it('verify the right secret among several digests, and no other', () => {
    const peppers = new Peppers([first]);
    const digests = [peppers.digest('old'), peppers.digest('new')];
    expect(peppers.verify('old', digests)).toBe(true);
    expect(peppers.verify('new', digests)).toBe(true);
    expect(peppers.verify('other', digests)).toBe(false);
    expect(peppers.verify('old', [])).toBe(false);
  });

  it('A1 verify with as many digests computed for an unknown client as for one with secrets', () => {
    const peppers = new Peppers([first]);
    const digests = ['oldest', 'older', 'old', 'new'].map((secret) => peppers.digest(secret));
    const counts = [0, 1, 2, 3, 4].map((secrets) => {
      hmacs.count = 0;
      peppers.verify('wrong', digests.slice(0, secrets));
      return hmacs.count;
    });
    expect(counts).toEqual([4, 4, 4, 4, 4]);
  });

  it('rotated: digests under the old one still verify, new ones are made under the new one', () => {
    const before = new Peppers([first]).digest('secret');
    const rotated = new Peppers([first, second]);
    expect(rotated.verify('secret', [before])).toBe(true);
    expect(rotated.digest('secret').pepper_version).toBe(2);
    expect(rotated.digest('secret').digest).not.toBe(before.digest);
  });

  it('with the old one removed: its digests fail, even under the key that happens to be current', () => {
    const peppers = new Peppers([second]);
    const moved = { ...peppers.digest('secret'), pepper_version: 1 };
    expect(peppers.verify('secret', [moved])).toBe(false);
  });

  it('seal what only the same pepper, purpose and name open', () => {
    const peppers = new Peppers([first]);
    const { sealed, pepper_version } = peppers.seal('private', 'keys', 'a');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('private');
    expect(peppers.open(sealed, pepper_version, 'keys', 'a')).toBe('private');
    expect(peppers.open(sealed, pepper_version, 'keys', 'b')).toBeUndefined();
    expect(peppers.open(sealed, pepper_version, 'other', 'a')).toBeUndefined();
    expect(new Peppers([{ ...second, version: 1 }]).open(sealed, 1, 'keys', 'a')).toBeUndefined();
    expect(new Peppers([second]).open(sealed, pepper_version, 'keys', 'a')).toBeUndefined();
  });

  it('name a text for its purpose alone, the current one first, and as no secret is digested', () => {
    const rotated = new Peppers([first, second]);
    const index = rotated.index('BCDFGHJK', 'codes');
    expect(index.map(({ pepper_version }) => pepper_version)).toEqual([2, 1]);
    expect(index[1]).toEqual(new Peppers([first]).index('BCDFGHJK', 'codes')[0]);
    expect(index[0]).not.toEqual(rotated.index('BCDFGHJK', 'other')[0]);
    expect(index[0]?.digest).not.toBe(rotated.digest('BCDFGHJK').digest);
  });

  it('lend keys for other uses: the same to every process, the current one first', () => {
    const [current, older] = new Peppers([first, second]).keys('cookies');
    expect(new Peppers([first]).keys('cookies')).toEqual([older]);
    expect(new Peppers([second]).keys('cookies')).toEqual([current]);
    expect(new Peppers([second]).keys('other')).not.toEqual([current]);
    expect(Buffer.from(current ?? '', 'base64url')).toHaveLength(32);
  });

  it('are read from text, and refused when short, repeated or without a version', () => {
    expect(parsePeppers(`${formatPepper(first)},${formatPepper(second)}`)?.map(({ version }) => version)).toEqual([
      1, 2,
    ]);
    for (const text of [
      '',
      'secret',
      '1:c2hvcnQ=',
      `0:${randomBytes(32).toString('base64')}`,
      `${formatPepper(first)},${formatPepper(first)}`,
    ]) {
      expect(parsePeppers(text)).toBeUndefined();
    }
  });
});
