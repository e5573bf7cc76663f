import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

/** A key that lives outside the database, with the version under which digests name it. */
export interface Pepper {
  version: number;
  /** 32 bytes or more. */
  key: Uint8Array;
}

/** Reads `1:<base64>,2:<base64>`. Undefined when a key is missing, shorter than 32 bytes, or a version is there twice. */
export function parsePeppers(text: string): readonly Pepper[] | undefined {
  const peppers = text.split(',').map((part) => {
    const [, version, key = ''] = /^([1-9]\d{0,5}):([A-Za-z0-9+/]+={0,2})$/u.exec(part.trim()) ?? [];
    return { version: Number(version), key: Buffer.from(key, 'base64') };
  });
  const valid = peppers.every(({ version, key }) => Number.isInteger(version) && key.length >= 32);
  return valid && new Set(peppers.map(({ version }) => version)).size === peppers.length ? peppers : undefined;
}

/** As `parsePeppers` reads it. */
export const formatPepper = ({ version, key }: Pepper): string => `${version}:${Buffer.from(key).toString('base64')}`;

export interface Digest {
  digest: string;
  pepper_version: number;
}

/**
 * What turns secrets into digests and seals private keys. A stolen database alone opens nothing: both need the pepper.
 *
 * Secrets have 256 random bits, so that one HMAC is enough: a slow password hash would add nothing an attacker could
 * feel, and 20 to 100 ms per token request that an attacker could use.
 */
export class Peppers {
  // Key objects: a token request spends most of an HMAC on importing a key that comes as bytes.
  readonly #byVersion: ReadonlyMap<number, KeyObject>;
  /** The current one first. */
  readonly #ordered: readonly { version: number; key: KeyObject }[];
  readonly #current: { version: number; key: KeyObject };
  readonly #nobody: Digest;

  /**
   * @param peppers - at least one
   * @param newest - version of the one for new digests and seals. Default the highest
   */
  constructor(peppers: readonly Pepper[], newest?: number) {
    this.#ordered = peppers
      .map(({ version, key }) => ({ version, key: createSecretKey(key) }))
      .toSorted((a, b) => (a.version === newest ? -1 : b.version === newest ? 1 : b.version - a.version));
    const [current] = this.#ordered;
    if (current === undefined) throw new TypeError('At least one pepper is needed.');
    this.#current = current;
    this.#byVersion = new Map(this.#ordered.map(({ version, key }) => [version, key]));
    this.#nobody = this.digest(randomBytes(32).toString('hex'));
  }

  /** The version of new digests and seals. */
  get version(): number {
    return this.#current.version;
  }

  /** All versions, the current one first. */
  get versions(): readonly number[] {
    return this.#ordered.map(({ version }) => version);
  }

  digest(secret: string): Digest {
    return { digest: hmac(this.#current.key, secret).toString('hex'), pepper_version: this.#current.version };
  }

  /** Whether a secret is one of some digests, as `find` looks for it. */
  verify(secret: string, digests: readonly Digest[]): boolean {
    return this.find(secret, digests) >= 0;
  }

  /**
   * Which of some digests is a secret's: its index, or -1. Always compares at least `digestSlots` times, and all of
   * them: whoever measures learns neither whether the client exists nor how many secrets it has, nor which one was
   * close (A1).
   */
  find(secret: string, digests: readonly Digest[]): number {
    const padded = [
      ...digests,
      ...Array.from({ length: Math.max(0, digestSlots - digests.length) }, () => this.#nobody),
    ];
    let found = -1;
    for (const [index, { digest, pepper_version }] of padded.entries()) {
      const expected = Buffer.from(digest, 'hex');
      const key = this.#byVersion.get(pepper_version);
      const actual = hmac(key ?? this.#current.key, secret);
      const equal = expected.length === actual.length && timingSafeEqual(expected, actual);
      if (equal && key !== undefined) found = index;
    }
    return found;
  }

  /**
   * Digests of a text by which its row is found, one for each pepper, the current one first. They serve this purpose
   * alone: neither a secret's digest nor another purpose's equals them. Short texts are safe too: nobody without the
   * pepper can try them out.
   */
  index(text: string, purpose: string): readonly Digest[] {
    return this.#ordered.map(({ version, key }) => ({
      digest: hmac(derive(key, `index ${purpose}`), text).toString('hex'),
      pepper_version: version,
    }));
  }

  /** Keys for another use, one for each pepper, the current one first: the same in each process that has the peppers. */
  keys(purpose: string): readonly string[] {
    return this.#ordered.map(({ key }) => Buffer.from(derive(key, `key ${purpose}`)).toString('base64url'));
  }

  /**
   * Encrypts a text for storage (AES-256-GCM). `purpose` and `name` are bound to it: it opens in no other place.
   *
   * @param version - of the pepper. Default the current one
   */
  seal(
    text: string,
    purpose: string,
    name: string,
    version = this.#current.version,
  ): { sealed: string; pepper_version: number } {
    const key = this.#byVersion.get(version);
    if (key === undefined) throw new RangeError(`There is no pepper ${version}.`);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', derive(key, `seal ${purpose}`), nonce);
    cipher.setAAD(Buffer.from(name));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    return { sealed, pepper_version: version };
  }

  /**
   * Opens what `seal` made, or answers undefined when the pepper is missing or a different one, or the text was
   * changed.
   */
  open(sealed: string, pepperVersion: number, purpose: string, name: string): string | undefined {
    const key = this.#byVersion.get(pepperVersion);
    if (key === undefined) return undefined;
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', derive(key, `seal ${purpose}`), bytes.subarray(0, 12));
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(12, 28));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/**
 * How many secrets of a credential a token request is compared with: the two that can work at a time, and the two that
 * ended last, so that their owner can be told that somebody still uses them.
 */
export const digestSlots = 4;

const hmac = (key: KeyObject | Uint8Array, text: string) => createHmac('sha256', key).update(text).digest();

const derive = (pepper: KeyObject, use: string) =>
  new Uint8Array(hkdfSync('sha256', pepper, new Uint8Array(), use, 32));
