import type { AccessToken } from './access-token.ts';

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
  /** Says that this token was refused. Does nothing when the source has moved on to another one. */
  invalidate(token: AccessToken): void;
}
