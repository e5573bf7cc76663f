import type { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasSubject } from '../../src/oauth/certificates.ts';

const subject = (text: string) => ({ subject: text }) as X509Certificate;

describe('the subject of a certificate (RFC 4514)', () => {
  it.each([
    ['CN=desk,O=Library,C=FR', 'C=FR\nO=Library\nCN=desk', true],
    ['cn=desk, o=Library, c=FR', 'C=FR\nO=Library\nCN=desk', true],
    [String.raw`CN=desk,O=Library\, Lyon`, String.raw`O=Library\, Lyon` + '\nCN=desk', true],
    ['CN=desk,O=Library', 'C=FR\nO=Library\nCN=desk', false],
    ['CN=desk', 'CN=desk2', false],
    ['CN=Desk', 'CN=desk', false],
    ['O=Library,CN=desk', 'O=Library\nCN=desk', false],
    ['', 'CN=desk', false],
  ])('%s is that of %j: %s', (expected, own, same) => {
    expect(hasSubject(subject(own), expected)).toBe(same);
  });
});
