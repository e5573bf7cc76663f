import type { OAuthEndpoints } from '../contract/endpoints.ts';

export interface MetadataOptions {
  issuer: string;
  endpoints: OAuthEndpoints;
  scopes: readonly string[];
  /** How clients can authenticate. */
  authMethods: readonly string[];
  /** Algorithms of client assertions. */
  assertionAlgorithms: readonly string[];
  /** Whether people can sign in. */
  people: boolean;
}

/** The authorization server's metadata (RFC 8414): what is in service, under the configured issuer whatever the Host header says. */
export function authorizationServerMetadata(options: MetadataOptions): object {
  const { issuer, endpoints, scopes, authMethods, assertionAlgorithms, people } = options;
  const url = (path: string) => new URL(path, issuer).href;
  const {
    authorization_endpoint: authorization,
    device_authorization_endpoint: device,
    revocation_endpoint: revocation,
    introspection_endpoint: introspection,
  } = endpoints;
  const withCode = people && authorization !== undefined;
  const withDevice = people && device !== undefined;
  const forEndpoint = (name: string) => ({
    [`${name}_endpoint_auth_methods_supported`]: authMethods,
    [`${name}_endpoint_auth_signing_alg_values_supported`]: assertionAlgorithms,
  });
  return {
    issuer,
    ...(withCode ? { authorization_endpoint: url(authorization) } : {}),
    token_endpoint: url(endpoints.token_endpoint),
    ...(withDevice ? { device_authorization_endpoint: url(device) } : {}),
    jwks_uri: url(endpoints.jwks_uri),
    scopes_supported: scopes,
    response_types_supported: withCode ? ['code'] : [],
    ...(withCode ? { response_modes_supported: ['query'], code_challenge_methods_supported: ['S256'] } : {}),
    ...(withCode ? { authorization_response_iss_parameter_supported: true } : {}),
    grant_types_supported: [
      'client_credentials',
      ...(withCode ? ['authorization_code'] : []),
      ...(withCode || withDevice ? ['refresh_token'] : []),
      ...(withDevice ? ['urn:ietf:params:oauth:grant-type:device_code'] : []),
    ],
    ...forEndpoint('token'),
    ...(revocation ? { revocation_endpoint: url(revocation), ...forEndpoint('revocation') } : {}),
    ...(introspection ? { introspection_endpoint: url(introspection), ...forEndpoint('introspection') } : {}),
    ...(authMethods.includes('tls_client_auth') ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
}
