import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { Slots } from './slots.ts';

/** What a digest costs: memory is 128 * 2^ln * r bytes. */
export interface ScryptCost {
  /** Logarithm of the number of blocks. */
  ln: number;
  r: number;
  p: number;
}

/** What OWASP asks for (Password Storage Cheat Sheet): 128 MiB, and half a second of a core. */
export const recommendedCost: ScryptCost = { ln: 17, r: 8, p: 1 };

/**
 * Two at a time take half of Node's threads and 256 MiB; eighteen more wait some five seconds. So that guesses cannot
 * take the machine, whoever comes then is asked to come back.
 */
const slots = new Slots({ running: 2, waiting: 18, what: 'Checking passwords' });

/**
 * The digest of a password, with salt and cost in it: `$scrypt$ln=17,r=8,p=1$<salt>$<digest>`.
 *
 * @throws ProblemError 503 when too many are under way
 */
export async function hashPassword(password: string, cost: ScryptCost = recommendedCost): Promise<string> {
  const salt = randomBytes(16);
  const digest = await compute(password, salt, cost);
  const { ln, r, p } = cost;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64')}$${digest.toString('base64')}`;
}

/**
 * Whether a digest is that of a password, compared in constant time.
 *
 * @throws ProblemError 503 when too many are under way
 */
export async function verifyPassword(password: string, encoded: string): Promise<boolean> {
  const [, ln, r, p, salt = '', digest = ''] = form.exec(encoded) ?? [];
  if (digest === '') return false;
  const expected = Buffer.from(digest, 'base64');
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const actual = await compute(password, Buffer.from(salt, 'base64'), cost);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** A digest that no password has, and that costs as much to compare with. */
export function decoyDigest({ ln, r, p }: ScryptCost = recommendedCost): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`;
}

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]{24})\$([A-Za-z0-9+/=]{44})$/u;

function compute(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return slots.run(
    () =>
      new Promise((resolve, reject) => {
        // One keyboard sends é as one character, another as two (RFC 8265 section 4.2 asks for NFC).
        scrypt(password.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}
