import type { IncomingMessage } from 'node:http';
import type { Principal } from '../access/principal.ts';
import { isHolderOf, type ClientCertificateReader } from './certificates.ts';
import { remoteKeys } from './remote-keys.ts';
import { createVerifier, type TokenVerifier, type VerifierOptions } from './verification.ts';

export interface ResourceServerOptions extends Omit<VerifierOptions, 'keys'> {
  /** Where the issuer publishes its keys, such as `https://api.example.com/.well-known/jwks.json`. */
  jwksUri: string;
  /** Where the certificate of a client is found (RFC 8705). Default nowhere: tokens bound to one are refused. */
  clientCertificate?: ClientCertificateReader | undefined;
}

/** Takes the tokens of an authorization server elsewhere. It has no endpoints of its own. */
export interface ResourceServer extends TokenVerifier {
  /** Whether a request comes with the certificate that the token is bound to, if it is bound to one (RFC 8705 section 3). */
  isHolder(principal: Principal, request: IncomingMessage): boolean;
}

/**
 * The check of access tokens that another server issues (RFC 9068 section 4), by the keys that it publishes. It needs
 * that server neither to start nor for each token; while its keys cannot be had, `verifyToken` throws a ProblemError 503.
 *
 * What that server revokes is not known here unless `revocations` tells: without, a token counts until it expires.
 *
 * @example
 * const tokens = createResourceServer({ issuer, audience: 'https://registry.example', jwksUri: `${issuer}/.well-known/jwks.json` });
 * const front = await createFront({ contract, tokens, handlers });
 */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  const { jwksUri, clientCertificate, ...rest } = options;
  return {
    ...createVerifier({ ...rest, keys: remoteKeys(new URL(jwksUri)) }),
    isHolder: (principal, request) => isHolderOf(principal, request, clientCertificate),
  };
}
