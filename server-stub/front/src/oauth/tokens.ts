import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Principal } from '../access/principal.ts';
import type { Confirmation } from './certificates.ts';
import { sessionOf, type RevocationStore } from './revocations.ts';
import type { SigningKeys } from './signing-keys.ts';
import {
  createVerifier,
  defaultMaxTokenAge,
  InvalidTokenError,
  type TokenVerifier,
  type VerifierOptions,
} from './verification.ts';

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
  /** The grant of a person that the token was issued from; the token ends with it. Default none. */
  grantId?: string;
  /** Binds the token to the certificate it was asked for with (RFC 8705 section 3.1). Default to none. */
  cnf?: Confirmation;
}

export interface IssuedToken {
  accessToken: string;
  /** Lifetime in seconds. */
  expiresIn: number;
  scope: string;
  jti: string;
}

/** Issues access tokens as JWT (RFC 9068) and verifies them. */
export interface TokenAuthority extends TokenVerifier {
  issueToken(request: TokenRequest): Promise<IssuedToken>;
}

export interface TokenOptions extends Omit<VerifierOptions, 'keys'> {
  keys: SigningKeys;
  revocations: RevocationStore;
  /** Lifetime in seconds. Default 900. */
  ttl?: number;
}

export function createTokens(options: TokenOptions): TokenAuthority {
  const { issuer, audience, keys, ttl = 900, maxTokenAge = defaultMaxTokenAge } = options;
  const { verifyToken } = createVerifier({
    ...options,
    keys: {
      // Those of the moment: keys are replaced while the server runs.
      get algorithms() {
        return keys.algorithms;
      },
      find: ({ kid }) => keys.find(kid),
    },
  });

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
    verifyToken,
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
