import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { ClientKey } from '../generated/types.gen.ts';
import { unprocessable } from '../problems.ts';

// RFC 7518 section 6: private members of RSA and elliptic keys, and the value of a symmetric one.
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** What is kept of a key; all else that came with it is dropped. */
const keptMembers = ['kty', 'kid', 'use', 'alg', 'crv', 'x', 'y', 'n', 'e', 'x5c'] as const;

const leastModulus = 2048;
/** Above it a signature takes so long to verify that asking for tokens becomes a way to keep the server busy. */
const greatestModulus = 8192;

const algorithms: Readonly<Record<string, readonly string[]>> = {
  RSA: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
};

/**
 * Public keys that a program may sign with, each checked by making a key of it.
 *
 * @param certificates - whether each key must come with its certificate (RFC 8705 section 2.2)
 * @throws ProblemError 422 that points at what is wrong. A private key is refused: it is no secret any more
 */
export function publicKeys(keys: readonly ClientKey[], { certificates }: { certificates: boolean }): ClientKey[] {
  const kids = new Set<string>();
  return keys.map((jwk, index) => {
    const refuse = (detail: string, member?: string) =>
      unprocessable([{ pointer: `#/jwks/keys/${index}${member === undefined ? '' : `/${member}`}`, detail }]);
    const secret = privateMembers.find((member) => Object.hasOwn(jwk, member));
    if (secret !== undefined) {
      throw refuse(
        'is part of a private key, which must stay with you. Make a new pair, and send its public key',
        secret,
      );
    }
    const kind = kindOf(jwk, refuse);
    if (jwk.alg !== undefined && algorithms[kind]?.includes(jwk.alg) !== true) {
      throw refuse(`does not fit such a key: use one of ${algorithms[kind]?.join(', ')}`, 'alg');
    }
    if (jwk.kid !== undefined && kids.has(jwk.kid)) throw refuse('is there twice: each key needs its own', 'kid');
    if (jwk.kid !== undefined) kids.add(jwk.kid);
    if (jwk.x5c !== undefined) checkCertificate(jwk, refuse);
    else if (certificates) throw refuse('is required with self_signed_tls_client_auth', 'x5c');
    return Object.fromEntries(
      keptMembers.flatMap((member) => (jwk[member] === undefined ? [] : [[member, jwk[member]]])),
    ) as ClientKey;
  });
}

type Refuse = (detail: string, member?: string) => Error;

/** RSA, or the curve of an elliptic key. */
function kindOf(jwk: ClientKey, refuse: Refuse): string {
  const key = readKey(jwk);
  if (key === undefined) throw refuse('is not a public key: check its members against RFC 7518 section 6');
  if (jwk.kty !== 'RSA') {
    if (jwk.crv !== undefined && Object.hasOwn(algorithms, jwk.crv)) return jwk.crv;
    throw refuse('is not supported: use P-256, P-384, P-521 or Ed25519', 'crv');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < leastModulus || bits > greatestModulus) {
    throw refuse(`has ${bits} bits: use ${leastModulus} to ${greatestModulus}`, 'n');
  }
  return 'RSA';
}

function readKey({ kty, crv, x, y, n, e }: ClientKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty, crv, x, y, n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function checkCertificate(jwk: ClientKey, refuse: Refuse): void {
  let certified: KeyObject;
  try {
    certified = new X509Certificate(Buffer.from(jwk.x5c?.[0] ?? '', 'base64')).publicKey;
  } catch {
    throw refuse('is not a certificate: send its DER form in base64, without the BEGIN and END lines', 'x5c/0');
  }
  if (readKey(jwk)?.equals(certified) !== true) throw refuse('is the certificate of another key', 'x5c/0');
}
