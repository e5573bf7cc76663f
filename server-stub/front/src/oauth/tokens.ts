import { randomUUID } from 'node:crypto';
import { SignJWT, errors, jwtVerify, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../access/principal.ts';
import { sessionOf, type RevocationStore } from './revocations.ts';
import type { SigningKeys } from './signing-keys.ts';

/** What a new access token says. */
export interface TokenRequest {
  /** Person whose rights the token carries (`sub`). */
  subject: string;
  clientId: string;
  scopes: readonly string[];
  /** Resources the token is limited to (`res`). Default no limit. */
  resources?: readonly string[];
  role?: string;
  /** The client acts for the person (`act`, RFC 8693 section 4.1). Default false: the person uses the client. */
  delegated?: boolean;
  /** Lifetime in seconds. Default that of the authorization server. */
  ttl?: number;
  /** The grant of a person that the token came of; it ends with it. Default none. */
  grantId?: string;
  /** Binds the token to the certificate it was asked for with (RFC 8705 section 3.1). Default to none. */
  cnf?: Confirmation;
}

/** What a bearer proves beside having the token (`cnf`, RFC 7800). */
export interface Confirmation {
  /** SHA-256 of the DER certificate, in base64url. */
  'x5t#S256': string;
}

export interface IssuedToken {
  accessToken: string;
  /** Lifetime in seconds. */
  expiresIn: number;
  scope: string;
  jti: string;
}

/** Why a token is refused. The message may be sent: it says nothing that its bearer does not know. */
export class InvalidTokenError extends Error {
  override name = 'InvalidTokenError';
}

/** Issues access tokens as JWT (RFC 9068) and verifies them. */
export interface TokenAuthority {
  readonly issuer: string;
  readonly audience: string;
  issueToken(request: TokenRequest): Promise<IssuedToken>;
  /** @throws {InvalidTokenError} when the token is not one of ours, has expired or was revoked */
  verifyToken(token: string): Promise<Principal>;
}

export interface TokenOptions {
  issuer: string;
  audience: string;
  keys: SigningKeys;
  revocations: RevocationStore;
  /** Lifetime in seconds. Default 900. */
  ttl?: number;
  /** Tokens older than this are refused whatever their `exp` says, in seconds. Default 43200 (12 hours). */
  maxTokenAge?: number;
  /** Difference between clocks that is forgiven, in seconds. Default 5. */
  clockTolerance?: number;
  /** Verified tokens that are remembered. Default 10000. */
  cacheSize?: number;
}

const requiredClaims = ['exp', 'iat', 'jti', 'sub', 'client_id'];

export function createTokens(options: TokenOptions): TokenAuthority {
  const { issuer, audience, keys, revocations, ttl = 900, maxTokenAge = 43_200, clockTolerance = 5 } = options;
  // `ends`: what a revocation of the token may name. A verified token needs no second look at its signature, only at the clock and at the revocations.
  const verified = new LRUCache<string, { principal: Principal; kid: string; ends: string[]; expires: number }>({
    max: options.cacheSize ?? 10_000,
  });

  async function verifySignature(token: string) {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = typeof kid === 'string' ? keys.find(kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { issuer, audience, algorithms: keys.algorithms, typ: 'at+jwt', requiredClaims, maxTokenAge, clockTolerance },
    );
    const principal = toPrincipal(payload);
    const ends = [payload.jti as string, ...(typeof payload['sid'] === 'string' ? [payload['sid']] : [])];
    return { principal, kid: protectedHeader.kid as string, ends, expires: (payload.exp as number) + clockTolerance };
  }

  return {
    issuer,
    audience,
    async issueToken(request) {
      const { active } = keys;
      const expiresIn = request.ttl ?? ttl;
      if (expiresIn > maxTokenAge) {
        throw new RangeError(
          `A token of ${expiresIn} s would be refused after ${maxTokenAge} s. Ask for a shorter ttl or raise maxTokenAge.`,
        );
      }
      const jti = randomUUID();
      const scope = request.scopes.join(' ');
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        client_id: request.clientId,
        scope,
        ...(request.delegated ? { act: { sub: request.clientId } } : {}),
        ...(request.role === undefined ? {} : { role: request.role }),
        ...(request.resources?.length ? { res: request.resources } : {}),
        ...(request.grantId === undefined ? {} : { sid: sessionOf(request.grantId) }),
        ...(request.cnf === undefined ? {} : { cnf: request.cnf }),
      };
      const accessToken = await new SignJWT(claims)
        .setProtectedHeader({ alg: active.alg, kid: active.kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(request.subject)
        .setJti(jti)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(active.key);
      return { accessToken, expiresIn, scope, jti };
    },
    async verifyToken(token) {
      let known = verified.get(token);
      // Its key may have been taken out of service since.
      if (known && !keys.find(known.kid)) known = undefined;
      if (!known) {
        known = await verifySignature(token).catch((error: unknown) => {
          throw explain(error);
        });
        verified.set(token, known);
      }
      if (known.expires <= Date.now() / 1000)
        throw new InvalidTokenError('The token has expired. Get a new one at the token endpoint.');
      const ended = await Promise.all(known.ends.map((id) => revocations.isRevoked(id)));
      if (ended.includes(true)) {
        throw new InvalidTokenError('The token was revoked. Get a new one at the token endpoint.');
      }
      return known.principal;
    },
  };
}

/** The principal of a token, or nothing when it is not valid. */
export async function verifyOrNothing(tokens: TokenAuthority, token: string): Promise<Principal | undefined> {
  try {
    return await tokens.verifyToken(token);
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
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

/** A sentence for the bearer. What exactly failed in a forged token is nobody's business. */
function explain(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new InvalidTokenError('The token has expired. Get a new one at the token endpoint.');
  }
  if (error instanceof errors.JOSEError) {
    return new InvalidTokenError('The token is not one of this server. Get one at its token endpoint.');
  }
  return error;
}
