import type { JWK } from 'jose';
import { Provider, type KoaContextWithOIDC } from 'oidc-provider';
import { hasSecret, isActive, type ClientStore, type OAuthClient } from './clients.ts';

export type ProviderClient = InstanceType<Provider['Client']>;

/** Visible ASCII of a sane length (RFC 6749 appendix A.1). Other names cannot be clients. */
const clientIdSyntax = /^[\x20-\x7e]{1,256}$/;

/**
 * Puts our clients behind oidc-provider's. Every well-formed id gets a client, known or not: an unknown one fails where
 * a wrong secret does, by the same path and after the same work (A1).
 *
 * @param decoy - a public key whose private key nobody has
 * @param certificates - whether client certificates can be seen
 * @returns the clients of ours behind oidc-provider's
 */
export function useClients(provider: Provider, clients: ClientStore, decoy: JWK, certificates: boolean): KnownClients {
  const known = new WeakMap<object, OAuthClient>();
  /** Those that came with a wrong secret. */
  const mismatched = new WeakSet<object>();
  const Client = provider.Client as unknown as new (metadata: object) => ProviderClient;

  /** An unknown client, as one that is never active: from here on it goes the way of one that has expired (A1). */
  const nobody = (clientId: string): OAuthClient => ({
    clientId,
    subject: '',
    scopes: [],
    resources: [],
    status: unknownStatus,
    verify: (secret) => clients.verifyDecoy(secret),
  });

  /** Without certificates, a client that has nothing else to show is treated as unknown. */
  const usable = (found: OAuthClient | undefined) =>
    !certificates && found?.authentication?.method.includes('tls_client_auth') ? undefined : found;

  provider.Client.find = async (id: string) => {
    if (!clientIdSyntax.test(id)) return undefined;
    const found = await clients.find(id);
    const client = new Client({ client_id: id, ...metadataOf(usable(found), decoy) });
    known.set(client, found ?? nobody(id));
    return client;
  };

  provider.Client.prototype.compareClientSecret = async function (this: ProviderClient, secret: string) {
    const found = known.get(this) ?? nobody(this.clientId);
    const matches = await found.verify(secret);
    if (!matches) mismatched.add(this);
    // The work comes first, even for those that have another way to authenticate.
    return matches && hasSecret(found) && isActive(found);
  };

  return {
    of(client) {
      const found = known.get(client);
      if (!found) throw new Error('The client was not authenticated.');
      return found;
    },
    refusalOf(client, presented) {
      const found = known.get(client);
      if (found === undefined || found.status === unknownStatus) return undefined;
      if (mismatched.has(client)) return 'wrong_secret';
      if (!isActive(found)) return found.status === 'active' ? 'expired' : found.status;
      const { method = 'client_secret' } = found.authentication ?? {};
      if (presented === 'assertion' && method === 'private_key_jwt') return 'invalid_assertion';
      return presented === 'neither' && method.includes('tls_client_auth') ? 'invalid_certificate' : 'wrong_method';
    },
  };
}

/** The clients of ours behind those of oidc-provider. */
export interface KnownClients {
  of(client: ProviderClient): OAuthClient;
  /** Why one was refused: for its owner, not for the answer (A1). Undefined for one that nobody knows. */
  refusalOf(client: ProviderClient, presented: Presented): string | undefined;
}

const unknownStatus = 'unknown';

const bySecret = {
  token_endpoint_auth_method: 'client_secret_basic',
  // oidc-provider wants one to be there; `compareClientSecret` looks at the digests instead.
  client_secret: 'kept elsewhere as a digest',
};

/**
 * Client metadata (RFC 7591). Whoever comes with a secret is checked against secrets, and whoever comes with an
 * assertion against keys, with the same work whether the client is unknown, not active, or has another way to
 * authenticate (A1).
 */
function metadataOf(found: OAuthClient | undefined, decoy: JWK): object {
  const presented = presentedNow();
  if (!found || !isActive(found)) {
    return { ...(presented === 'assertion' ? byKeys({ keys: [decoy] }) : bySecret), ...withoutPeople };
  }
  return {
    ...authenticationOf(found, presented, decoy),
    ...(found.application ? peopleOf(found.application) : withoutPeople),
  };
}

const byKeys = (jwks: { keys: readonly JWK[] }) => ({ token_endpoint_auth_method: 'private_key_jwt', jwks });

const withoutPeople = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] };

function peopleOf({ redirectUris, grantTypes, native, name }: NonNullable<OAuthClient['application']>): object {
  return {
    client_name: name,
    application_type: native ? 'native' : 'web',
    redirect_uris: [...redirectUris],
    response_types: grantTypes.includes('authorization_code') ? ['code'] : [],
    grant_types: [...grantTypes],
  };
}

export type Presented = 'secret' | 'assertion' | 'neither';

/** How the request that is being answered authenticates its client. */
const presentedNow = (): Presented => presentedIn(contextNow());

/** The request that is being answered. */
export const contextNow = (): KoaContextWithOIDC | undefined =>
  (Provider as unknown as { ctx?: KoaContextWithOIDC }).ctx;

/** How a request authenticates its client. */
export function presentedIn(context: KoaContextWithOIDC | undefined): Presented {
  const params = context?.oidc?.params;
  if (params?.['client_assertion'] !== undefined) return 'assertion';
  return params?.['client_secret'] !== undefined || context?.headers.authorization !== undefined ? 'secret' : 'neither';
}

function authenticationOf(
  { authentication = { method: 'client_secret' } }: OAuthClient,
  presented: Presented,
  decoy: JWK,
): object {
  if (presented === 'secret') return bySecret;
  if (presented === 'assertion') {
    return byKeys(authentication.method === 'private_key_jwt' ? authentication.jwks : { keys: [decoy] });
  }
  switch (authentication.method) {
    case 'client_secret':
      return bySecret;
    case 'none':
      return { token_endpoint_auth_method: 'none' };
    case 'private_key_jwt':
      return byKeys(authentication.jwks);
    case 'tls_client_auth':
      return {
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_subject_dn: authentication.subjectDn,
        tls_client_certificate_bound_access_tokens: true,
      };
    case 'self_signed_tls_client_auth':
      return {
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: authentication.jwks,
        tls_client_certificate_bound_access_tokens: true,
      };
  }
}
