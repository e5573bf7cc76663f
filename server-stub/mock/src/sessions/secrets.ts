import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { identity } from '../../../../guichet.config.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A secret in the shape of a real one of the sandbox, checksum included. */
export function testSecret(id: string, text: string): string {
  const body = `${identity.secretPrefix}test_${id}_${text}`;
  let rest = crc32(body);
  let checksum = '';
  for (let place = 0; place < 6; place += 1) {
    checksum = digits.charAt(rest % digits.length) + checksum;
    rest = Math.floor(rest / digits.length);
  }
  return body + checksum;
}

/** Letters and digits that nobody can guess: under 6 bits each. */
export function randomText(length: number): string {
  // A byte over 247 would make the first digits likelier than the others.
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += digits.charAt(byte % 62);
  }
  return text;
}
