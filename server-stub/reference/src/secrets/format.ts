import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { identity } from '../../../../guichet.config.ts';
import { encodeBase62, randomBase62 } from './base62.ts';

/** A secret as it is sent, and what may be shown of it later. */
export interface SecretText {
  /** Random, for whoever keeps it under an identifier. The first eight characters are in the text. */
  id: string;
  /** `gch_<kind>_<id>_<32 random bytes, base62><CRC-32>` */
  value: string;
  /** `gch_<kind>_<id>` */
  prefix: string;
  lastFour: string;
}

/**
 * A new secret with 256 random bits. The fixed beginning lets secret scanners find it where it should not be, and the
 * checksum tells them a real one from a text that looks like one, without asking anybody.
 */
export function composeSecret(kind: string): SecretText {
  const id = randomBase62(12);
  const prefix = `${identity.secretPrefix}${kind}_${id.slice(0, 8)}`;
  const body = `${prefix}_${encodeBase62(randomBytes(32))}`;
  const value = body + checksum(body);
  return { id, value, prefix, lastFour: value.slice(-4) };
}

/**
 * Recognises secrets of some kinds by form and checksum. It says nothing about validity, and costs next to nothing: ask
 * it first.
 */
export function secretForm(...kinds: readonly string[]): (text: string) => boolean {
  const form = new RegExp(`^${identity.secretPrefix}(?:${kinds.join('|')})_[0-9A-Za-z]{4,32}_[0-9A-Za-z]{49}$`, 'u');
  return (text) => form.test(text) && checksum(text.slice(0, -checksumLength)) === text.slice(-checksumLength);
}

const checksumLength = 6;

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return encodeBase62(bytes);
}
