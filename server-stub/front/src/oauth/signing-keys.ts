import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';

/** Asymmetric algorithms only: with a symmetric one, whoever verifies could sign (RFC 8725 section 3.1). */
const algorithms: ReadonlySet<string> = new Set([
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

/** Private signing keys as a JWK set. The first signs; the others verify until their last token has expired. */
export interface SigningKeySet {
  keys: readonly JWK[];
}

export interface SigningKeys {
  /** The key that signs. */
  active: { kid: string; alg: string; key: CryptoKey };
  /** The algorithms of all keys. */
  algorithms: string[];
  /** The public key with an id, if there is one. */
  find(kid: string): CryptoKey | undefined;
  /** What is published at `jwks_uri`: public members only. */
  publicJwks: { keys: JWK[] };
  /** With `kid`, `alg` and `use` filled in. */
  privateJwks: { keys: JWK[] };
}

/** @throws {TypeError} when a key is not a private asymmetric signing key */
export async function importSigningKeys({ keys }: SigningKeySet): Promise<SigningKeys> {
  const complete = await Promise.all(keys.map(completeKey));
  const [first] = complete;
  if (!first) throw new TypeError('signingKeys holds no key. Pass at least one private JWK, such as an ES256 key.');
  const publicKeys = complete.map(
    (jwk) =>
      Object.fromEntries(publicMembers.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]]))) as JWK,
  );
  const imported = new Map(
    await Promise.all(publicKeys.map(async (jwk) => [jwk.kid as string, (await importJWK(jwk)) as CryptoKey] as const)),
  );
  return {
    active: { kid: first.kid, alg: first.alg, key: (await importJWK(first)) as CryptoKey },
    algorithms: [...new Set(complete.map(({ alg }) => alg))],
    find: (kid) => imported.get(kid),
    publicJwks: { keys: publicKeys },
    privateJwks: { keys: complete },
  };
}

async function completeKey(jwk: JWK): Promise<JWK & { kid: string; alg: string }> {
  const alg = jwk.alg ?? defaultAlgorithm(jwk);
  if (alg === undefined || !algorithms.has(alg)) {
    throw new TypeError(
      `A signing key has the algorithm "${alg}". Use an asymmetric one: ${[...algorithms].join(', ')}.`,
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
