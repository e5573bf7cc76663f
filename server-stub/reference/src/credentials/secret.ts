import { composeSecret, secretForm } from '../secrets/format.ts';

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

/** A new secret with 256 random bits. */
export function generateSecret(environment: Environment): NewSecret {
  const { id, ...secret } = composeSecret(environment);
  return { secretId: `sec_${id}`, ...secret };
}

/** Whether a text is a secret of this kit, by its form and checksum. For scanners: it says nothing about validity. */
export const looksLikeSecret = secretForm('live', 'test');
