import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';

/** Asymmetric algorithms only: with a symmetric one, whoever verifies could sign (RFC 8725 section 3.1). */
export const asymmetricAlgorithms: ReadonlySet<string> = new Set([
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
]);

const publicMembers = ['kty', 'crv', 'x', 'y', 'n', 'e', 'alg', 'kid', 'use'] as const;

/** A private key as JWK, and when it counts. */
export type SigningKey = JWK & {
  /** From when on it signs, in seconds since 1970. Until then it is only published, so that every verifier knows it. Default always. */
  nbf?: number;
  /** From when on its tokens are refused, in seconds since 1970. Default never. */
  exp?: number;
};

/** Private signing keys as a JWK set. Of those that may sign, the first does; the others verify. */
export interface SigningKeySet {
  keys: readonly SigningKey[];
}

/**
 * How long others may keep what is published at `jwks_uri`, in seconds. A new key does not sign until that long after
 * its publication.
 */
export const jwksMaxAge = 60;

export interface SigningKeys {
  /** The key that signs. */
  readonly active: { kid: string; alg: string; key: CryptoKey };
  /** The algorithms of all keys. */
  readonly algorithms: string[];
  /** The public key with an id, if there is one whose tokens count. */
  find(kid: string): CryptoKey | undefined;
  /** What is published at `jwks_uri`: public members only. */
  readonly publicJwks: { keys: JWK[] };
}

interface ImportedKey {
  kid: string;
  alg: string;
  nbf: number;
  exp: number;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  publicJwk: JWK;
}

/**
 * Signing keys that can be replaced while the server runs. Which of them signs, and which still counts, is a matter of
 * the clock.
 *
 * @example
 * const signingKeys = await SigningKeyRing.of({ keys: [first] });
 * const server = await createAuthorizationServer({ signingKeys, ... });
 * await signingKeys.replace({ keys: [{ ...second, nbf: soon }, { ...first, exp: later }] });
 */
export class SigningKeyRing implements SigningKeys {
  #keys: ReadonlyMap<string, ImportedKey>;

  private constructor(keys: ReadonlyMap<string, ImportedKey>) {
    this.#keys = keys;
  }

  /** @throws {TypeError} when a key is not a private asymmetric signing key */
  static async of(set: SigningKeySet): Promise<SigningKeyRing> {
    return new SigningKeyRing(await importKeys(set));
  }

  /**
   * From here on these keys count, and no others.
   *
   * @throws {TypeError} when a key is not a private asymmetric signing key; then nothing changes
   */
  async replace(set: SigningKeySet): Promise<void> {
    this.#keys = await importKeys(set);
  }

  get active() {
    const now = Date.now() / 1000;
    const live = this.#live();
    // When none may sign yet, waiting would help nobody: the last of the list is the oldest.
    const { kid, alg, privateKey: key } = live.find(({ nbf }) => nbf <= now) ?? live.at(-1) ?? noKey();
    return { kid, alg, key };
  }

  get algorithms() {
    return [...new Set([...this.#keys.values()].map(({ alg }) => alg))];
  }

  find(kid: string) {
    const key = this.#keys.get(kid);
    return key !== undefined && key.exp > Date.now() / 1000 ? key.publicKey : undefined;
  }

  get publicJwks() {
    return { keys: this.#live().map(({ publicJwk }) => publicJwk) };
  }

  #live(): ImportedKey[] {
    const now = Date.now() / 1000;
    return [...this.#keys.values()].filter(({ exp }) => exp > now);
  }
}

async function importKeys({ keys }: SigningKeySet): Promise<ReadonlyMap<string, ImportedKey>> {
  if (keys.length === 0) noKey();
  const imported = await Promise.all(keys.map(importKey));
  return new Map(imported.map((key) => [key.kid, key]));
}

async function importKey({ nbf, exp, ...given }: SigningKey): Promise<ImportedKey> {
  const jwk = await completeKey(given);
  const publicJwk = Object.fromEntries(
    publicMembers.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]])),
  ) as JWK;
  const [privateKey, publicKey] = await Promise.all([importJWK(jwk), importJWK(publicJwk)]);
  return {
    kid: jwk.kid,
    alg: jwk.alg,
    nbf: nbf ?? Number.NEGATIVE_INFINITY,
    exp: exp ?? Number.POSITIVE_INFINITY,
    privateKey: privateKey as CryptoKey,
    publicKey: publicKey as CryptoKey,
    publicJwk,
  };
}

function noKey(): never {
  throw new TypeError('signingKeys holds no key. Pass at least one private JWK, such as an ES256 key.');
}

async function completeKey(jwk: JWK): Promise<JWK & { kid: string; alg: string }> {
  const alg = jwk.alg ?? defaultAlgorithm(jwk);
  if (alg === undefined || !asymmetricAlgorithms.has(alg)) {
    throw new TypeError(
      `A signing key has the algorithm "${alg}". Use an asymmetric one: ${[...asymmetricAlgorithms].join(', ')}.`,
    );
  }
  if (typeof jwk.d !== 'string') throw new TypeError('A signing key has no private part ("d"). Pass private JWKs.');
  return { ...jwk, alg, use: 'sig', kid: jwk.kid ?? (await calculateJwkThumbprint(jwk)) };
}

function defaultAlgorithm({ kty, crv }: JWK): string | undefined {
  if (kty === 'RSA') return 'PS256';
  if (kty === 'OKP') return 'EdDSA';
  return crv === undefined ? undefined : { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[crv];
}

/** A new private ES256 key, to keep or for tests. */
export async function generateSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
