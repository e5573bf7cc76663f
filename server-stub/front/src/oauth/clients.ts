import type { JWK } from 'jose';

/** A client of the authorization server: a credential and what it may ask for. */
export interface OAuthClient {
  clientId: string;
  /** Person the credential belongs to. */
  subject: string;
  /** The most that its tokens may carry. */
  scopes: readonly string[];
  /** Resources its tokens are limited to. Empty: no limit. */
  resources: readonly string[];
  role?: string;
  /** Any status but `active` is answered as a wrong secret is. */
  status: string;
  /** When the credential ends. */
  expiresAt?: Date | null;
  /** Compares in constant time, against every live secret. */
  verify(secret: string): boolean | Promise<boolean>;
  /** How it authenticates. Default by its secret, in the header or in the body. */
  authentication?: ClientAuthentication;
  /** The application that people sign in to: absent for a credential, which has client credentials only. */
  application?: Application;
}

/** How a client proves who it is, beside a secret (the methods of RFC 7591 and RFC 8705). */
export type ClientAuthentication =
  | { method: 'client_secret' }
  /** A signed assertion (RFC 7523); `jwks` holds public keys only. */
  | { method: 'private_key_jwt'; jwks: { keys: readonly JWK[] } }
  /** A certificate of an authority the server trusts (RFC 8705 section 2.1), by the subject in RFC 4514 form. */
  | { method: 'tls_client_auth'; subjectDn: string }
  /** A certificate registered by itself (RFC 8705 section 2.2): keys with `x5c`. */
  | { method: 'self_signed_tls_client_auth'; jwks: { keys: readonly JWK[] } }
  /** A public client: an application that cannot keep a secret. */
  | { method: 'none' };

/** A program that people sign in to. */
export interface Application {
  /** Name for people. */
  name: string;
  /**
   * Where people may be sent back to, exactly; native applications may use any port on loopback (RFC 8252 section 7.3).
   */
  redirectUris: readonly string[];
  grantTypes: readonly ('authorization_code' | 'refresh_token' | 'urn:ietf:params:oauth:grant-type:device_code')[];
  /** Runs on the person's own machine. */
  native: boolean;
}

/** Where clients are kept. */
export interface ClientStore {
  find(clientId: string): Promise<OAuthClient | undefined>;
  /**
   * Does for an unknown client what `verify` does for a known one, by the same function, so that both take the same
   * time. The answer does not count.
   */
  verifyDecoy(secret: string): boolean | Promise<boolean>;
}

/**
 * The client, when the secret is its own and the credential is live. Unknown client, wrong secret, revoked, suspended and
 * expired credential take one path and are told apart by nobody.
 */
export async function authenticateClient(
  store: ClientStore,
  clientId: string,
  secret: string,
): Promise<OAuthClient | undefined> {
  const client = await store.find(clientId);
  const matches = await (client ? client.verify(secret) : store.verifyDecoy(secret));
  return client !== undefined && matches && hasSecret(client) && isActive(client) ? client : undefined;
}

/** Whether a secret is how it authenticates: one that registered a key or a certificate has given up the other way. */
export function hasSecret({ authentication }: OAuthClient): boolean {
  return authentication === undefined || authentication.method === 'client_secret';
}

export function isActive(client: OAuthClient): boolean {
  return client.status === 'active' && (client.expiresAt == null || client.expiresAt.getTime() > Date.now());
}
