import { ContractError, type OAuthFlow, type SecurityScheme } from './document.ts';
import type { Operation } from './operation.ts';
import { pathOf } from './servers.ts';

/** Paths of the authorization server's endpoints, by the names of RFC 8414. An absent one is not in the contract. */
export interface OAuthEndpoints {
  token_endpoint: string;
  jwks_uri: string;
  /** Where the metadata document itself is (RFC 8414 section 3). */
  metadata: string;
  authorization_endpoint?: string;
  revocation_endpoint?: string;
  introspection_endpoint?: string;
  device_authorization_endpoint?: string;
}

type EndpointName = keyof OAuthEndpoints;

const names: ReadonlySet<string> = new Set<EndpointName>([
  'token_endpoint',
  'jwks_uri',
  'metadata',
  'authorization_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'device_authorization_endpoint',
]);

const defaults = {
  token_endpoint: '/oauth/token',
  jwks_uri: '/.well-known/jwks.json',
  metadata: '/.well-known/oauth-authorization-server',
} satisfies OAuthEndpoints;

export function isEndpointName(name: string): name is EndpointName {
  return names.has(name);
}

/**
 * Finds the OAuth endpoints: operations marked by `x-oauth-endpoint`, else the `tokenUrl` of a security scheme, else
 * well-known paths. What it had to guess goes to `warnings`.
 */
export function findEndpoints(
  operations: readonly Operation[],
  schemes: Readonly<Record<string, SecurityScheme>>,
  warnings: string[],
): OAuthEndpoints {
  const endpoints: OAuthEndpoints = { ...defaults };
  let marked = false;
  for (const operation of operations) {
    const name = operation.oauthEndpoint;
    if (name === undefined) continue;
    if (!isEndpointName(name)) {
      throw new ContractError(
        `${operation.operationId}: "x-oauth-endpoint: ${name}" is not known. Use one of ${[...names].join(', ')}.`,
      );
    }
    endpoints[name] = operation.fullPath;
    if (name === 'token_endpoint') marked = true;
  }
  if (marked) return endpoints;

  const flows = Object.values(schemes).flatMap((scheme) => Object.entries(scheme.flows ?? {}));
  const find = (wanted: (name: string, flow: OAuthFlow) => boolean) =>
    flows.find(([name, flow]) => flow.tokenUrl !== undefined && wanted(name, flow))?.[1].tokenUrl;
  const clientCredentials = find((name) => name === 'clientCredentials');
  const tokenUrl = clientCredentials ?? find(() => true);
  if (tokenUrl !== undefined) endpoints.token_endpoint = pathOf(tokenUrl);
  if (clientCredentials === undefined) {
    warnings.push(
      `The contract declares no client-credentials flow. Tokens are issued by it all the same, at ${endpoints.token_endpoint}, so that the operations can be tried.`,
    );
  }
  return endpoints;
}
