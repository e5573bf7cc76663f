import type { OAuthEndpoints } from '../contract/endpoints.ts';

export interface MetadataOptions {
  issuer: string;
  endpoints: OAuthEndpoints;
  scopes: readonly string[];
}

const authMethods = ['client_secret_basic', 'client_secret_post'];

/** The authorization server's metadata (RFC 8414): what is in service, under the configured issuer whatever the Host header says. */
export function authorizationServerMetadata({ issuer, endpoints, scopes }: MetadataOptions): object {
  const url = (path: string) => new URL(path, issuer).href;
  const { revocation_endpoint: revocation, introspection_endpoint: introspection } = endpoints;
  return {
    issuer,
    token_endpoint: url(endpoints.token_endpoint),
    jwks_uri: url(endpoints.jwks_uri),
    scopes_supported: scopes,
    response_types_supported: [],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: authMethods,
    ...(revocation
      ? { revocation_endpoint: url(revocation), revocation_endpoint_auth_methods_supported: authMethods }
      : {}),
    ...(introspection
      ? { introspection_endpoint: url(introspection), introspection_endpoint_auth_methods_supported: authMethods }
      : {}),
  };
}
