import { Provider, type Adapter, type AdapterFactory, type TokenEndpointGrantContext } from 'oidc-provider';
import { randomBytes } from 'node:crypto';
import type { OAuthEndpoints } from '../contract/endpoints.ts';
import { clientCredentialsGrant, clientCredentialsParameters } from './client-credentials.ts';
import { authenticateClient, type ClientStore, type OAuthClient } from './clients.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { TokenAuthority } from './tokens.ts';

export interface ProviderOptions {
  issuer: string;
  endpoints: OAuthEndpoints;
  clients: ClientStore;
  keys: SigningKeys;
  tokens: TokenAuthority;
}

type ProviderClient = InstanceType<Provider['Client']>;

/** Visible ASCII of a sane length (RFC 6749 appendix A.1). Other names cannot be clients. */
const clientIdSyntax = /^[\x20-\x7e]{1,256}$/;

/**
 * oidc-provider with our own clients and tokens behind it. It reads requests, authenticates clients and dispatches
 * grants; everything overridden here has a canary test, as an upgrade might move it.
 */
export function createProvider(options: ProviderOptions): {
  provider: Provider;
  clientOf(client: ProviderClient): OAuthClient;
} {
  const { issuer, endpoints, clients, keys, tokens } = options;
  const provider = new Provider(issuer, {
    adapter: noAdapter,
    jwks: keys.privateJwks,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: endpoints.introspection_endpoint !== undefined },
      revocation: { enabled: endpoints.revocation_endpoint !== undefined },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    routes: {
      token: endpoints.token_endpoint,
      ...(endpoints.introspection_endpoint ? { introspection: endpoints.introspection_endpoint } : {}),
      ...(endpoints.revocation_endpoint ? { revocation: endpoints.revocation_endpoint } : {}),
    },
    responseTypes: [],
    // Nothing is signed by oidc-provider itself; without this it insists on RS256.
    clientDefaults: { id_token_signed_response_alg: keys.active.alg as 'ES256' },
    clientBasedCORS: () => true,
    // An API client gets JSON whatever its Accept header says.
    renderError(context, out) {
      context.body = out;
    },
  });

  const authenticated = new WeakMap<object, OAuthClient>();
  const clientOf = (client: ProviderClient): OAuthClient => {
    const found = authenticated.get(client);
    if (!found) throw new Error('The client has not been authenticated by its secret.');
    return found;
  };

  // Every well-formed id gets a client, known or not: an unknown one fails where a wrong secret does (A1).
  provider.Client.find = async (id: string) =>
    clientIdSyntax.test(id)
      ? new (provider.Client as unknown as new (metadata: object) => ProviderClient)({
          client_id: id,
          client_secret: 'kept elsewhere as a hash',
          redirect_uris: [],
          response_types: [],
          grant_types: ['client_credentials'],
        })
      : undefined;
  provider.Client.prototype.compareClientSecret = async function (this: ProviderClient, secret: string) {
    const client = await authenticateClient(clients, this.clientId, secret);
    if (client) authenticated.set(this, client);
    return client !== undefined;
  };

  const grant = clientCredentialsGrant({
    tokens,
    clientOf: (context: TokenEndpointGrantContext) => clientOf(context.oidc.client),
  });
  provider.registerGrantType('client_credentials', grant, clientCredentialsParameters);
  return { provider, clientOf };
}

const nothing = async () => undefined;

/** Our tokens are JWTs and our clients live in `ClientStore`: nothing is stored by oidc-provider. */
const noAdapter: AdapterFactory = (): Adapter => ({
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
});
