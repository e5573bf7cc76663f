import { describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { generateSecret, looksLikeSecret } from '../../src/credentials/secret.ts';

describe('a secret', () => {
  it('has the form that scanners know: prefix, environment, identifier, 43 random characters, checksum of 6', () => {
    const { value, prefix, lastFour, secretId } = generateSecret('live');
    expect(value).toMatch(new RegExp(`^${identity.secretPrefix}live_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$`));
    expect(value.startsWith(`${prefix}_`)).toBe(true);
    expect(value.endsWith(lastFour)).toBe(true);
    expect(secretId.slice(4)).toContain(prefix.split('_').at(-1));
    expect(generateSecret('test').value).toMatch(new RegExp(`^${identity.secretPrefix}test_`));
  });

  it('is recognised by its checksum, and one changed character is not', () => {
    const { value } = generateSecret('live');
    expect(looksLikeSecret(value)).toBe(true);
    const at = value.length - 20;
    const other = value[at] === 'a' ? 'b' : 'a';
    expect(looksLikeSecret(value.slice(0, at) + other + value.slice(at + 1))).toBe(false);
    expect(looksLikeSecret('gch_live_x')).toBe(false);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => generateSecret('live').value)).size).toBe(1_000);
  });
});
