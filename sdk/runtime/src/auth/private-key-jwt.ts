import type { JWK } from 'jose';
import { optionError } from '../options.ts';
import type { ClientAuthentication } from './client-authentication.ts';

/** A private key as a JWK (RFC 7517), with its `kid` where it has one. */
export type PrivateJwk = JWK;

/** What assertions are signed with, and what they say. */
export interface PrivateKeyJwtOptions {
  /** The private key: a `CryptoKey`, a JWK, or PKCS #8 as PEM (`-----BEGIN PRIVATE KEY-----`). */
  key: CryptoKey | PrivateJwk | string;
  /** Which of the registered keys it is. Default: the `kid` of a JWK, or none. */
  kid?: string | undefined;
  /**
   * Signature algorithm (RFC 7518 section 3.1). Default: what the key is made for, `RS256` for an RSA key that does not
   * say. A PEM does not say at all: required there.
   */
  alg?: string | undefined;
  /** `aud` of the assertion. Default: the token endpoint; some servers want their issuer. */
  audience?: string | undefined;
  /** Lifetime of an assertion, in seconds. Default 60. */
  expiresIn?: number | undefined;
}

const owner = 'privateKeyJwt';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** A shared secret signs nothing here: that would be `client_secret_jwt`, which servers need the secret in clear for. */
const algorithms = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;
const curves: Readonly<Record<string, string>> = {
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
};

const isCryptoKey = (key: object): key is CryptoKey => 'algorithm' in key && 'usages' in key;

const acceptedKey = 'a private key: a CryptoKey, a JWK, or PKCS #8 as PEM (`-----BEGIN PRIVATE KEY-----`)';
const convert = 'Convert it: `openssl pkcs8 -topk8 -nocrypt -in key.pem`.';

function algorithmOfCryptoKey(key: CryptoKey): string | undefined {
  if (key.type !== 'private' || !key.usages.includes('sign')) {
    throw new TypeError(
      `${owner}: \`key\` is a ${key.type} CryptoKey for ${key.usages.join(', ') || 'nothing'}. Pass a private one for \`sign\`.`,
    );
  }
  const { name, hash, namedCurve } = key.algorithm as KeyAlgorithm & { hash?: KeyAlgorithm; namedCurve?: string };
  const bits = hash?.name.replace('SHA-', '');
  if (name === 'RSASSA-PKCS1-v1_5') return `RS${bits}`;
  if (name === 'RSA-PSS') return `PS${bits}`;
  return curves[namedCurve ?? name];
}

function algorithmOfJwk(key: PrivateJwk): string | undefined {
  if (typeof key.d !== 'string') {
    const what = key.kty === 'oct' ? 'a shared secret' : typeof key.kty === 'string' ? 'a public key' : 'an object';
    throw new TypeError(`${owner}: \`key\` is ${what}. Pass ${acceptedKey}.`);
  }
  return key.alg ?? (key.kty === 'RSA' ? 'RS256' : curves[String(key.crv)]);
}

function checkPem(pem: string): void {
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (label === 'PRIVATE KEY') return;
  if (label?.endsWith('PRIVATE KEY'))
    throw new TypeError(`${owner}: \`key\` is a PEM of another kind (${label}). ${convert}`);
  throw new TypeError(
    `${owner}: \`key\` is ${label ? `a ${label}` : 'text without a PEM header'}. Pass ${acceptedKey}.`,
  );
}

/** @throws TypeError naming the option, never with the key in it */
function algorithmOf({ key, alg }: PrivateKeyJwtOptions): string {
  let own: string | undefined;
  if (typeof key === 'string') checkPem(key);
  else if (typeof key !== 'object' || key === null) throw optionError(owner, 'key', key, acceptedKey);
  else own = isCryptoKey(key) ? algorithmOfCryptoKey(key) : algorithmOfJwk(key);
  const algorithm = alg ?? own;
  if (typeof algorithm === 'string' && algorithms.test(algorithm)) return algorithm;
  const accepted = 'a signature algorithm that the server accepts from you, such as `ES256` or `RS256`';
  if (typeof algorithm === 'string') throw new TypeError(`${owner}: \`alg\` is \`${algorithm}\`. Pass ${accepted}.`);
  throw optionError(owner, 'alg', algorithm, accepted);
}

async function signer({ key, kid }: PrivateKeyJwtOptions, alg: string) {
  // Loaded with the first assertion: whoever does not sign does not carry it.
  const { SignJWT, importJWK, importPKCS8 } = await import('jose');
  let signing: CryptoKey;
  try {
    if (typeof key === 'string') signing = await importPKCS8(key, alg);
    else if (isCryptoKey(key)) signing = key;
    else signing = (await importJWK({ ...key, kty: key.kty as string }, alg)) as CryptoKey;
  } catch {
    // Without its cause, which may quote the key.
    throw new TypeError(
      `${owner}: \`key\` cannot be read as a private key for ${alg}. Pass ${acceptedKey}, whole and for that algorithm.`,
    );
  }
  const header = { alg, typ: 'JWT', ...(kid !== undefined && { kid }) };
  return (claims: Record<string, unknown>): Promise<string> =>
    new SignJWT(claims).setProtectedHeader(header).sign(signing);
}

/**
 * An assertion signed by the client's private key (RFC 7523 section 2.2, `private_key_jwt`): no secret leaves this
 * machine. Each try of each token request carries an assertion of its own.
 *
 * @throws TypeError when an option is missing or not acceptable; the key is never shown. A key that turns out unreadable
 * fails the first token request, likewise.
 *
 * @example
 * import { readFile } from 'node:fs/promises';
 *
 * const key = await readFile('client.pem', 'utf8');
 * const clientAuthentication = privateKeyJwt({ key, alg: 'ES256', kid: '2026-1' });
 * const tokens = clientCredentials({ tokenUrl, clientId, clientAuthentication });
 */
export function privateKeyJwt(options: PrivateKeyJwtOptions): ClientAuthentication {
  if (typeof options !== 'object' || options === null) throw optionError(owner, 'options', options, '`{ key }`');
  const { audience, expiresIn = 60 } = options;
  const { key } = options;
  const alg = algorithmOf(options);
  const kid = options.kid ?? (typeof key === 'object' && !isCryptoKey(key) ? key.kid : undefined);
  for (const [name, value] of Object.entries({ kid, audience })) {
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      throw optionError(owner, name, value, 'a string');
  }
  if (typeof expiresIn !== 'number') throw optionError(owner, 'expiresIn', expiresIn, 'seconds above 0, at most 3600');
  if (!(expiresIn > 0 && expiresIn <= 3600)) {
    throw new TypeError(`${owner}: \`expiresIn\` is ${expiresIn}. Pass seconds above 0, at most 3600.`);
  }
  let sign: ReturnType<typeof signer> | undefined;

  return async ({ url, clientId, body }) => {
    sign ??= signer({ key, kid }, alg);
    const signed = await sign.catch((error: unknown) => {
      sign = undefined;
      throw error;
    });
    const now = Math.floor(Date.now() / 1000);
    const assertion = await signed({
      iss: clientId,
      sub: clientId,
      aud: audience ?? url,
      jti: crypto.randomUUID(),
      iat: now,
      exp: now + Math.ceil(expiresIn),
    });
    // Named as well, for servers that look it up before they look into the assertion.
    body.set('client_id', clientId);
    body.set('client_assertion_type', assertionType);
    body.set('client_assertion', assertion);
  };
}
