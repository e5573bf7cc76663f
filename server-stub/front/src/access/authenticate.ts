import type { FastifyRequest } from 'fastify';
import type { SecurityScheme } from '../contract/document.ts';
import { schemeKind, type SchemeKind } from '../contract/scheme-kind.ts';
import type { Attempts } from '../limits/attempts.ts';
import { InvalidTokenError, type TokenVerifier } from '../oauth/verification.ts';
import { presentedFor } from './presented.ts';
import type { Principal } from './principal.ts';
import { invalidApiKey, invalidClient, invalidToken, tooManyFailures } from './refusals.ts';

/** Who stands behind the credentials. */
export interface Authenticators {
  tokens: TokenVerifier & {
    authenticate?(clientId: string, secret: string): Promise<Principal | undefined>;
    /** Whether a request comes with what the token is bound to (RFC 8705 section 3). Default it does. */
    isHolder?(principal: Principal, request: FastifyRequest['raw']): boolean;
  };
  /** The principal of an API key, which came with a request. It can refuse by throwing. Default: no key is valid. */
  apiKeys?: (key: string, request: FastifyRequest) => Promise<Principal | undefined>;
  /** Is the principal's credential still in force, and its owner still there? Default yes. */
  isLive?: (principal: Principal) => boolean | Promise<boolean>;
  /** Limits failed attempts to authenticate by HTTP Basic (A3). Default no limit. */
  attempts?: Attempts | undefined;
}

/** A security scheme of the contract that can be checked, by its name there. */
export interface NamedScheme {
  name: string;
  scheme: SecurityScheme;
  kind: Exclude<SchemeKind, 'unsupported'>;
}

/** A credential in a request, for one scheme. */
export interface Presented extends NamedScheme {
  value: string;
}

export function presentedCredentials(schemes: readonly NamedScheme[], request: FastifyRequest): Presented[] {
  return schemes.flatMap((named) => {
    const value = presentedFor(named.scheme, request);
    return value === undefined ? [] : [{ ...named, value }];
  });
}

export function namedSchemes(schemes: Readonly<Record<string, SecurityScheme>>): NamedScheme[] {
  return Object.entries(schemes).flatMap(([name, scheme]) => {
    const kind = schemeKind(scheme);
    return kind === 'unsupported' ? [] : [{ name, scheme, kind }];
  });
}

/**
 * The principal behind a credential.
 * @throws {ProblemError} 401 when the credential is not valid, or not in force any more
 */
export async function authenticate(
  presented: Presented,
  by: Authenticators,
  request: FastifyRequest,
): Promise<Principal> {
  const principal = await identify(presented, by, request);
  // A person's token beside the client's comes through the client, which has no certificate of the person's.
  if (presented.kind === 'bearer' && by.tokens.isHolder?.(principal, request.raw) === false) {
    throw refusal(presented, 'The token is bound to a certificate. Send it over a connection with that certificate.');
  }
  if (by.isLive && !(await by.isLive(principal)))
    throw refusal(presented, 'The credential behind the token was revoked or has expired.');
  return principal;
}

async function identify(presented: Presented, by: Authenticators, request: FastifyRequest): Promise<Principal> {
  const { kind, value } = presented;
  if (kind === 'bearer' || kind === 'userToken') {
    const principal = await by.tokens.verifyToken(value).catch((error: unknown) => {
      throw error instanceof InvalidTokenError ? refusal(presented, error.message) : error;
    });
    if (kind === 'userToken' && principal.kind !== 'user') {
      throw refusal(presented, 'It is the token of a client. Send the token of a person there.');
    }
    return principal;
  }
  const found = kind === 'basic' ? await basicPrincipal(value, by, request) : await by.apiKeys?.(value, request);
  if (!found) throw refusal(presented, '');
  return found;
}

/** @throws {ProblemError} 429 after too many wrong credentials from this address */
async function basicPrincipal(
  value: string,
  { tokens, attempts }: Authenticators,
  { ip }: FastifyRequest,
): Promise<Principal | undefined> {
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  const clientId = pair.slice(0, colon);
  let wait = attempts?.check(ip, clientId) ?? 0;
  if (wait > 0) throw tooManyFailures(wait);
  const found = await tokens.authenticate?.(clientId, pair.slice(colon + 1));
  if (found) attempts?.succeeded(ip, clientId);
  else wait = attempts?.failed(ip, clientId) ?? 0;
  if (wait > 0) throw tooManyFailures(wait);
  return found;
}

function refusal({ kind, scheme }: Presented, detail: string) {
  if (kind === 'bearer') return invalidToken(detail);
  if (kind === 'userToken') return invalidToken(`${scheme.name}: ${detail}`);
  return kind === 'basic' ? invalidClient(scheme) : invalidApiKey(scheme);
}
