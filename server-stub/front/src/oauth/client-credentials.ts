import type { X509Certificate } from 'node:crypto';
import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import { limitClient } from '../limits/limit-calls.ts';
import { thumbprint } from './certificates.ts';
import type { OAuthClient } from './clients.ts';
import type { TokenAuthority } from './tokens.ts';

export interface ClientCredentialsOptions {
  tokens: TokenAuthority;
  /** The authenticated client behind oidc-provider's. */
  clientOf(context: TokenEndpointGrantContext): OAuthClient;
  /** The certificate of the request, if it has one. */
  certificateOf(context: TokenEndpointGrantContext): X509Certificate | undefined;
}

/** Parameters the grant reads, beside those of client authentication. */
export const clientCredentialsParameters = ['scope', 'resource'];

/**
 * The client credentials grant (RFC 6749 section 4.4). oidc-provider's own drops scopes it does not know; here a
 * token carries exactly what was asked for, or is refused.
 */
export function clientCredentialsGrant({ tokens, clientOf, certificateOf }: ClientCredentialsOptions) {
  return async (context: TokenEndpointGrantContext<{ scope?: string; resource?: string }>): Promise<void> => {
    const client = clientOf(context);
    if (!(await limitClient(context.req, client.clientId))) {
      throw new errors.CustomOIDCProviderError('temporarily_unavailable', 'the limit of the client is used up');
    }
    const { resource } = context.oidc.params;
    if (resource !== undefined && resource !== tokens.audience) {
      throw new errors.InvalidTarget(`this server issues tokens for ${tokens.audience} only`);
    }
    const { accessToken, expiresIn, scope } = await tokens.issueToken({
      subject: client.subject,
      clientId: client.clientId,
      scopes: grantedScopes(requestedScope(context), client.scopes),
      resources: client.resources,
      delegated: true,
      ...boundTo(client, certificateOf(context)),
      ...(client.role === undefined ? {} : { role: client.role }),
    });
    context.body = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, scope };
  };
}

/** Whoever authenticates with a certificate gets tokens that are useless without it (RFC 8705 section 3). */
function boundTo({ authentication }: OAuthClient, certificate: X509Certificate | undefined) {
  const byCertificate =
    authentication?.method === 'tls_client_auth' || authentication?.method === 'self_signed_tls_client_auth';
  return byCertificate && certificate ? { cnf: { 'x5t#S256': thumbprint(certificate) } } : {};
}

// oidc-provider takes an empty parameter for an absent one, which would turn "no scope" into "all scopes".
function requestedScope(context: TokenEndpointGrantContext<{ scope?: string }>): string | undefined {
  return context.oidc.body?.['scope'] === '' ? '' : context.oidc.params.scope;
}

/**
 * All scopes of the credential when none is asked for, else exactly those asked for.
 * @throws {errors.InvalidScope} when one is empty, repeated, unknown or above the credential
 */
export function grantedScopes(requested: string | undefined, ceiling: readonly string[]): readonly string[] {
  if (requested === undefined) return ceiling;
  const scopes = requested.split(' ');
  const allowed = new Set(ceiling);
  const refused = scopes.filter((scope, index) => !allowed.has(scope) || scopes.indexOf(scope) !== index);
  if (refused.length > 0) {
    throw new errors.InvalidScope(
      'a scope is unknown, repeated or above the credential: ask for others, or for none to get all',
      refused.join(' '),
    );
  }
  return scopes;
}
