import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { JWTPayload } from 'jose';
import {
  errors,
  Provider,
  type Configuration,
  type KoaContextWithOIDC,
  type TokenEndpointGrantContext,
} from 'oidc-provider';
import { identity } from '../../../../guichet.config.ts';
import type { OAuthEndpoints } from '../contract/endpoints.ts';
import { hasSubject, type ClientCertificateReader } from './certificates.ts';
import { clientCredentialsGrant, clientCredentialsParameters } from './client-credentials.ts';
import type { ClientStore, OAuthClient } from './clients.ts';
import type { AuthenticationObserver } from '../events.ts';
import { noteEndedFamily, witnessAnswers } from './answer-events.ts';
import { finishAnswers } from './faults.ts';
import { flowAdapter } from './flow-adapter.ts';
import type { FlowRecords } from './flow-records.ts';
import { flowsOfPeople, pagePaths, type PeopleOptions } from './person-flows.ts';
import { prepareBrowsers } from './person-sessions.ts';
import { issuePersonTokens } from './person-tokens.ts';
import { pacePolling } from './polling.ts';
import { contextNow, useClients, type ProviderClient } from './provider-clients.ts';
import { generateSigningKey } from './signing-keys.ts';
import type { TokenAuthority } from './tokens.ts';

export interface ProviderOptions {
  issuer: string;
  endpoints: OAuthEndpoints;
  clients: ClientStore;
  tokens: TokenAuthority;
  records: FlowRecords;
  /** Ends a grant with all that came of it. */
  endFamily(grantId: string): Promise<void>;
  /** Lifetime of access tokens in seconds. */
  ttl: number;
  /** Told of faults of ours. */
  onError(error: unknown): void;
  /** Told of each event of authentication. */
  onEvent: AuthenticationObserver;
  /** How people sign in. Without, there are client credentials only. */
  people?: PeopleOptions | undefined;
  clientCertificate?: ClientCertificateReader | undefined;
  /** Keys that the cookies of a sign-in are signed with; replicas share them. */
  cookieKeys?: readonly string[] | undefined;
}

/** How clients can authenticate, by the names of RFC 7591 and RFC 8705. */
export function authMethods({ people, clientCertificate }: Pick<ProviderOptions, 'people' | 'clientCertificate'>) {
  return [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    ...(clientCertificate ? ['tls_client_auth', 'self_signed_tls_client_auth'] : []),
    ...(people ? ['none'] : []),
  ] as const;
}

/** Algorithms of client assertions (RFC 7523): asymmetric only, as whoever verifies must not be able to sign. */
export const assertionAlgorithms = [
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
] as const;

/**
 * oidc-provider with our own clients and tokens behind it. It reads requests, authenticates clients and dispatches
 * grants; everything overridden here has a canary test, as an upgrade might move it.
 */
export async function createProvider(options: ProviderOptions): Promise<{
  provider: Provider;
  clientOf(client: ProviderClient): OAuthClient;
}> {
  const { issuer, endpoints, clients, tokens, records, people, clientCertificate } = options;
  const secure = issuer.startsWith('https:');
  const flows = people ? flowsOfPeople(people, options) : undefined;
  const provider = new Provider(issuer, {
    adapter: flowAdapter(records, async (grantId) => {
      await noteEndedFamily(contextNow(), grantId, records);
      await options.endFamily(grantId);
    }),
    // Nothing is signed by oidc-provider itself, which wants a key all the same.
    jwks: { keys: [await generateSigningKey()] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: [...authMethods(options)],
    enabledJWA: { clientAuthSigningAlgValues: [...assertionAlgorithms] },
    assertJwtClientAuthClaimsAndHeader: checkAssertion,
    clientBasedCORS: () => true,
    cookies: {
      keys: options.cookieKeys ?? [randomBytes(32).toString('base64url')],
      names: cookieNames(secure),
      long: { httpOnly: true, sameSite: 'lax', path: '/' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    responseTypes: people ? ['code'] : [],
    scopes: [],
    ...flows?.configuration,
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: endpoints.introspection_endpoint !== undefined, allowedPolicy: ownToken },
      revocation: { enabled: endpoints.revocation_endpoint !== undefined, allowedPolicy: ownToken },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      mTLS: certificateFeature(clientCertificate),
      ...flows?.features,
    },
    routes: {
      token: endpoints.token_endpoint,
      ...(endpoints.introspection_endpoint ? { introspection: endpoints.introspection_endpoint } : {}),
      ...(endpoints.revocation_endpoint ? { revocation: endpoints.revocation_endpoint } : {}),
      ...flows?.routes,
    },
    // An API client gets JSON whatever its Accept header says.
    renderError(context, out) {
      if (flows && isPage(context)) return flows.renderError(context, out);
      context.body = out;
    },
  } as Configuration);
  // Scheme and host of addresses come from the issuer, which the front puts into the forwarded headers (T3).
  provider.proxy = true;

  const { d: _private, ...decoy } = await generateSigningKey();
  const known = useClients(provider, clients, decoy, clientCertificate !== undefined);
  const clientOf = known.of;
  // First, and so around all the others: it has the last word.
  finishAnswers(provider, issuer, options.onError, witnessAnswers(provider, known, options.onEvent));
  const grant = clientCredentialsGrant({
    tokens,
    clientOf: (context: TokenEndpointGrantContext) => clientOf(context.oidc.client),
    certificateOf: (context) => clientCertificate?.(context.req as IncomingMessage)?.certificate,
  });
  provider.registerGrantType('client_credentials', grant, clientCredentialsParameters);
  onceOnly(provider, records);
  if (people) {
    issuePersonTokens(provider, people.people, tokens);
    pacePolling(provider, records, people.pollingInterval);
    prepareBrowsers(provider, {
      authorization: endpoints.authorization_endpoint,
      devicePath: pagePaths(people).devicePath,
    });
  }
  return { provider, clientOf };
}

const cookieNames = (secure: boolean) => ({
  session: `${secure ? '__Host-' : ''}${identity.slug}_session`,
  interaction: `${secure ? '__Secure-' : ''}${identity.slug}_sign_in`,
  resume: `${secure ? '__Secure-' : ''}${identity.slug}_resume`,
});

/** The longest that an assertion may live, in seconds: it is remembered as used for as long. */
const longestAssertion = 3_600;

/** What oidc-provider leaves open of an assertion's claims (RFC 7523 section 3, RFC 8725 section 3.9). */
async function checkAssertion(_context: unknown, { exp, iat, aud }: JWTPayload): Promise<void> {
  const now = Date.now() / 1000;
  if (exp === undefined || exp > now + longestAssertion) {
    throw new errors.InvalidClientAuth(`the assertion may live ${longestAssertion} s at most`);
  }
  if (iat !== undefined && iat > now + 60) throw new errors.InvalidClientAuth('the assertion was issued in the future');
  if (Array.isArray(aud) && aud.length > 1) throw new errors.InvalidClientAuth('the assertion has several audiences');
}

/** Clients may look at, and revoke, their own tokens (K6). */
const ownToken = (_context: unknown, client: ProviderClient, token: { clientId?: string }) =>
  token.clientId === client.clientId;

const isPage = ({ oidc }: KoaContextWithOIDC) =>
  ['authorization', 'resume', 'code_verification', 'device_resume', 'end_session_confirm'].includes(oidc.route);

function certificateFeature(read: ClientCertificateReader | undefined) {
  if (!read) return { enabled: false };
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    selfSignedTlsClientAuth: true,
    tlsClientAuth: true,
    getCertificate: ({ req }: KoaContextWithOIDC) => read(req)?.certificate,
    certificateAuthorized: ({ req }: KoaContextWithOIDC) => read(req)?.authorized === true,
    certificateSubjectMatches({ req }: KoaContextWithOIDC, property: string, expected: string) {
      const found = read(req);
      return (
        property === 'tls_client_auth_subject_dn' && found !== undefined && hasSubject(found.certificate, expected)
      );
    },
  };
}

/**
 * A client assertion counts once (RFC 7523 section 3). oidc-provider looks first and writes then; here the mark decides,
 * so that of two at once one is refused.
 */
function onceOnly(provider: Provider, records: FlowRecords): void {
  const { ReplayDetection } = provider as unknown as { ReplayDetection: { unique: unknown } };
  ReplayDetection.unique = async (iss: string, jti: string, exp: number): Promise<boolean> => {
    const id = `${iss} ${jti}`;
    await records.upsert('Assertion', id, {}, Math.max(1, Math.ceil(exp - Date.now() / 1000)));
    return records.consume('Assertion', id);
  };
}
