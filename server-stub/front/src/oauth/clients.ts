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
 * The client, when the secret is his and the credential is live. Unknown client, wrong secret, revoked, suspended and
 * expired credential take one path and are told apart by nobody.
 */
export async function authenticateClient(
  store: ClientStore,
  clientId: string,
  secret: string,
): Promise<OAuthClient | undefined> {
  const client = await store.find(clientId);
  const matches = await (client ? client.verify(secret) : store.verifyDecoy(secret));
  return client !== undefined && matches && isActive(client) ? client : undefined;
}

export function isActive(client: OAuthClient): boolean {
  return client.status === 'active' && (client.expiresAt == null || client.expiresAt.getTime() > Date.now());
}
