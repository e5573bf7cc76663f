import { describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { looksLikeSecret } from '../../src/credentials/secret.ts';
import { digestApiKey, generateApiKey, looksLikeApiKey } from '../../src/secrets/api-key.ts';

describe('an API key', () => {
  it("has the form of the registry's contract", () => {
    const { value, prefix, lastFour } = generateApiKey();
    expect(value).toMatch(new RegExp(`^${identity.secretPrefix}key_[0-9A-Za-z]{4,32}_[0-9A-Za-z]{49}$`));
    expect(value.startsWith(`${prefix}_`)).toBe(true);
    expect(value.endsWith(lastFour)).toBe(true);
  });

  it('is recognised by its checksum: one changed character is no key, and neither is a secret', () => {
    const { value } = generateApiKey();
    expect(looksLikeApiKey(value)).toBe(true);
    expect(looksLikeSecret(value)).toBe(false);
    for (const at of [9, 20, value.length - 1]) {
      const other = value[at] === 'a' ? 'b' : 'a';
      expect(looksLikeApiKey(value.slice(0, at) + other + value.slice(at + 1))).toBe(false);
    }
    for (const text of ['', `${value}\n`, ` ${value}`, value.toUpperCase(), value.replace('key', 'live')]) {
      expect(looksLikeApiKey(text)).toBe(false);
    }
  });

  it('is known by SHA-256 in hexadecimal', () => {
    expect(digestApiKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
