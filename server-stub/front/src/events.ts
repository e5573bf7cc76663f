/** What happens when somebody authenticates, gives something away, or tries to. */
export type AuthenticationEventType =
  /** A client could not prove who it is, at any OAuth endpoint. */
  | 'client.refused'
  | 'token.issued'
  /** A client proved who it is, and got no token. */
  | 'token.refused'
  | 'token.revoked'
  /**
   * A refresh token or a code was used a second time: all that was issued from it has ended (RFC 9700 section 4.14.2).
   */
  | 'token.reused'
  | 'device.approved'
  | 'device.denied'
  | 'person.signed_in'
  | 'person.sign_in_failed'
  | 'consent.given'
  | 'consent.denied'
  /** So many attempts failed that this one was not looked at (A3). */
  | 'attempts.limited';

/** An event of authentication, as an audit wants to know it. Nothing in it is a secret, a token or a code (O1). */
export interface AuthenticationEvent {
  type: AuthenticationEventType;
  outcome: 'success' | 'failure';
  /** Why it failed, in more detail than whoever asked was told: for the client's owner, not for an answer (A1). */
  reason?: string;
  /** Value of X-Request-Id. */
  requestId: string;
  /** Address of the peer, or what a trusted proxy says of it. */
  address: string;
  /** A client that exists, whether or not it proved its identity. */
  clientId?: string;
  /** As it was sent: no such client is known, or nobody looked. It can hold anything, a secret in the wrong place too. */
  claimedClientId?: string;
  /** The person whose rights it is about. */
  subject?: string;
  /**
   * As it was typed, by somebody who has not proved that it is theirs. It can hold anything: to look up, not to keep.
   */
  login?: string;
  grantType?: string;
  /** How the client authenticated, by the names of RFC 7591. */
  method?: string;
  /** What was given. */
  scopes?: readonly string[];
}

/** Told of each event as part of its request: keep it short. What it throws goes to `onError`, and changes nothing. */
export type AuthenticationObserver = (event: AuthenticationEvent) => void;

/** What an observer throws is reported as a fault of ours: whoever authenticates is not to blame. */
export function guardedObserver(
  observer: AuthenticationObserver | undefined,
  onError: (error: unknown) => void,
): AuthenticationObserver {
  if (!observer) return () => {};
  return (event) => {
    try {
      observer(event);
    } catch (error) {
      onError(error);
    }
  };
}
