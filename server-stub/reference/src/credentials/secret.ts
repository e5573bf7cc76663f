import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { identity } from '../../../../guichet.config.ts';
import { encodeBase62, randomBase62 } from './base62.ts';

export type Environment = 'live' | 'test';

/** A secret at the only moment it exists in clear, and what is kept to recognise it. */
export interface NewSecret {
  secretId: string;
  /** `gch_live_<id>_<32 random bytes, base62><CRC-32>`: shown once, stored nowhere. */
  value: string;
  /** `gch_live_<id>` */
  prefix: string;
  lastFour: string;
}

/**
 * A new secret with 256 random bits. The fixed beginning lets secret scanners find it where it should not be, and the
 * checksum tells them a real one from a text that looks like one, without asking the server.
 */
export function generateSecret(environment: Environment): NewSecret {
  const id = randomBase62(12);
  const prefix = `${identity.secretPrefix}${environment}_${id.slice(0, 8)}`;
  const body = `${prefix}_${encodeBase62(randomBytes(32))}`;
  const value = body + checksum(body);
  return { secretId: `sec_${id}`, value, prefix, lastFour: value.slice(-4) };
}

/** Whether a text is a secret of this kit, by its form and checksum. For scanners: it says nothing about validity. */
export function looksLikeSecret(text: string): boolean {
  return form.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);
}

const checksumLength = 6;
const form = new RegExp(`^${identity.secretPrefix}(?:live|test)_[0-9A-Za-z]{4,32}_[0-9A-Za-z]{49}$`, 'u');

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return encodeBase62(bytes);
}
