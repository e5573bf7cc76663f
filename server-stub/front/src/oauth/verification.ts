import { errors, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../access/principal.ts';
import type { RevocationStore } from './revocations.ts';

/** Why a token is refused. The message may be sent: it says nothing that its bearer does not know. */
export class InvalidTokenError extends Error {
  override name = 'InvalidTokenError';
  /** The client that the token was issued to, when it is one of ours that does not count any more. Not to be sent. */
  readonly clientId: string | undefined;

  constructor(message: string, options: { clientId?: string | undefined } = {}) {
    super(message);
    this.clientId = options.clientId;
  }
}

/** Verifies access tokens in the form of JWT (RFC 9068). */
export interface TokenVerifier {
  readonly issuer: string;
  readonly audience: string;
  /** @throws {InvalidTokenError} when the token is not for this server, has expired or was revoked */
  verifyToken(token: string): Promise<Principal>;
}

/** Public keys that tokens are verified with. */
export interface VerificationKeys {
  /** Asymmetric ones only: with a symmetric one, whoever verifies could sign (RFC 8725 section 3.1). */
  readonly algorithms: readonly string[];
  /** The key that a token's header names, if there is one whose tokens count. */
  find(header: { kid: string; alg: string }): CryptoKey | undefined | Promise<CryptoKey | undefined>;
}

export interface VerifierOptions {
  /** The `iss` of tokens. Configured, never taken from a request (T3). */
  issuer: string;
  /** The `aud` of tokens. */
  audience: string;
  keys: VerificationKeys;
  /** Default nothing is ever revoked. */
  revocations?: Pick<RevocationStore, 'isRevoked'> | undefined;
  /** Tokens older than this are refused whatever their `exp` says, in seconds. Default 43200 (12 hours). */
  maxTokenAge?: number | undefined;
  /** Difference between clocks that is forgiven, in seconds. Default 5. */
  clockTolerance?: number | undefined;
  /** Verified tokens that are remembered. Default 10000. */
  cacheSize?: number | undefined;
}

export const defaultMaxTokenAge = 43_200;

const requiredClaims = ['exp', 'iat', 'jti', 'sub', 'client_id'];

interface Verified {
  principal: Principal;
  header: { kid: string; alg: string };
  /** What a revocation of the token may name. */
  ends: string[];
  expires: number;
}

/** The check of tokens, the same for the server that issues them and for one that only takes them. */
export function createVerifier(options: VerifierOptions): TokenVerifier {
  const { issuer, audience, keys, revocations, clockTolerance = 5, maxTokenAge = defaultMaxTokenAge } = options;
  // A verified token needs no second look at its signature, only at the clock, at its key and at the revocations.
  const verified = new LRUCache<string, Verified>({ max: options.cacheSize ?? 10_000 });

  async function verifySignature(token: string): Promise<Verified> {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      async ({ kid, alg }) => {
        const key = typeof kid === 'string' ? await keys.find({ kid, alg }) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        issuer,
        audience,
        algorithms: [...keys.algorithms],
        typ: 'at+jwt',
        requiredClaims,
        maxTokenAge,
        clockTolerance,
      },
    );
    const principal = toPrincipal(payload);
    const ends = [payload.jti as string, ...(typeof payload['sid'] === 'string' ? [payload['sid']] : [])];
    const header = { kid: protectedHeader.kid as string, alg: protectedHeader.alg };
    return { principal, header, ends, expires: (payload.exp as number) + clockTolerance };
  }

  return {
    issuer,
    audience,
    async verifyToken(token) {
      let known = verified.get(token);
      // Its key may have been taken out of service since.
      if (known && !(await keys.find(known.header))) known = undefined;
      if (!known) {
        known = await verifySignature(token).catch((error: unknown) => {
          throw explain(error);
        });
        verified.set(token, known);
      }
      if (known.expires <= Date.now() / 1000) throw expired(known.principal.clientId);
      if (revocations) {
        const ended = await Promise.all(known.ends.map((id) => revocations.isRevoked(id)));
        if (ended.includes(true)) {
          const { clientId } = known.principal;
          throw new InvalidTokenError('The token was revoked. Get a new one at the token endpoint.', { clientId });
        }
      }
      return known.principal;
    },
  };
}

function toPrincipal(claims: JWTPayload): Principal {
  const { sub, client_id: clientId, scope, res, role, act } = claims;
  if (
    typeof sub !== 'string' ||
    sub === '' ||
    typeof clientId !== 'string' ||
    clientId === '' ||
    typeof claims.jti !== 'string'
  ) {
    throw new errors.JWTClaimValidationFailed('a claim has the wrong type', claims);
  }
  return {
    kind: act === undefined ? 'user' : 'client',
    subject: sub,
    clientId,
    scopes: new Set(typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []),
    resources: Array.isArray(res) ? res.map(String) : [],
    ...(typeof role === 'string' ? { role } : {}),
    claims,
  };
}

function expired(clientId: string | undefined): InvalidTokenError {
  return new InvalidTokenError('The token has expired. Get a new one at the token endpoint.', { clientId });
}

/** A sentence for the bearer. What exactly failed in a forged token is nobody's business. */
function explain(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    // Told after the signature was found to be ours.
    const { client_id: clientId } = error.payload;
    return expired(typeof clientId === 'string' ? clientId : undefined);
  }
  if (error instanceof errors.JOSEError) {
    return new InvalidTokenError('The token was not issued for this server. Get one at the token endpoint.');
  }
  return error;
}
