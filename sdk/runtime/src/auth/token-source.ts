import type { AccessToken } from './access-token.ts';
import type { TokenRequest } from './client-authentication.ts';

/** What a caller may say of the token that it needs. */
export interface GetTokenOptions {
  /** Scopes that this call needs. Default: those of the source. */
  scopes?: readonly string[] | undefined;
  /** Ends the wait of this caller alone; the request that others wait for goes on. */
  signal?: AbortSignal | null | undefined;
}

/** Where tokens come from. */
export interface TokenSource {
  /**
   * A token that can be used now. Must give up waiting when `signal` aborts, with the signal's reason.
   *
   * @throws TokenError, ConnectionError, TimeoutError
   */
  getToken(options?: GetTokenOptions): Promise<AccessToken>;
  /**
   * Authenticates the client itself, as at the token endpoint, for operations that want HTTP Basic in place of a token:
   * revocation (RFC 7009 section 2.1), introspection (RFC 7662 section 2.1). Default: they carry a token like the others.
   */
  authenticateClient?: ((request: Omit<TokenRequest, 'clientId'>) => void | Promise<void>) | undefined;
  /** Says that this token was refused. Does nothing when the source has moved on to another one. */
  invalidate(token: AccessToken): void;
}
