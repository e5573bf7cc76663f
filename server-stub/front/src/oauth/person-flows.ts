import { errors, interactionPolicy, type ErrorOut, type KoaContextWithOIDC } from 'oidc-provider';
import type { OAuthEndpoints } from '../contract/endpoints.ts';
import { devicePages } from './device-pages.ts';
import type { People } from './people.ts';
import type { TokenAuthority } from './tokens.ts';

export interface PeopleOptions {
  people: People;
  /** What each scope permits, in words for the person who is asked. */
  scopes: Readonly<Record<string, string>>;
  /** Path of the page where a device's code is typed. Default `/device`. */
  devicePath?: string;
  /** Path below which people sign in. Default `/sign-in`. */
  signInPath?: string;
  /** Seconds that a device waits between two questions (RFC 8628 section 3.2). Default 5. */
  pollingInterval?: number;
}

/** Where the pages of a sign-in are. */
export interface PagePaths {
  devicePath: string;
  signInPath: string;
}

export const pagePaths = ({ devicePath = '/device', signInPath = '/sign-in' }: PeopleOptions): PagePaths => ({
  devicePath,
  signInPath,
});

const minute = 60;
const day = 86_400;

/** Lifetimes in seconds. */
const ttl = {
  /** RFC 6749 section 4.1.2 says ten minutes at most; a browser needs a moment. */
  AuthorizationCode: minute,
  DeviceCode: 10 * minute,
  Interaction: 10 * minute,
  /** No longer than one sign-in: nobody stays signed in to this server, and nobody needs to sign out. */
  Session: 10 * minute,
  /** Each use gives a new one. */
  RefreshToken: 30 * day,
  /** The whole family: then the person is asked again. */
  Grant: 180 * day,
};

interface FlowOptions {
  endpoints: OAuthEndpoints;
  tokens: Pick<TokenAuthority, 'audience'>;
  /** Lifetime of access tokens in seconds. */
  ttl: number;
}

/** What lets people sign in, as oidc-provider is configured. */
export interface Flows {
  configuration: object;
  features: object;
  routes: object;
  renderError(context: KoaContextWithOIDC, out: ErrorOut): void;
}

/** The part of oidc-provider's configuration that lets people sign in: authorization code with PKCE, device flow, refresh. */
export function flowsOfPeople(options: PeopleOptions, { endpoints, tokens, ttl: AccessToken }: FlowOptions): Flows {
  const { people, scopes } = options;
  const { devicePath, signInPath } = pagePaths(options);
  const pages = devicePages(options);
  const deviceFlow = endpoints.device_authorization_endpoint !== undefined;

  const configuration = {
    findAccount: async (_context: unknown, subject: string) =>
      (await people.find(subject)) && { accountId: subject, claims: () => ({ sub: subject }) },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${signInPath}/${uid}`, policy: policy() },
    // Each consent is a grant of its own: ending one family leaves the person's other devices alone.
    loadExistingGrant: async ({ oidc }: KoaContextWithOIDC) => {
      const grantId = oidc.result?.['consent']?.grantId;
      return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
    },
    pkce: { required: () => true },
    expiresWithSession: () => false,
    issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { ...ttl, AccessToken },
  };

  const features = {
    deviceFlow: deviceFlow
      ? { enabled: true, charset: 'base-20', mask: '****-****', deviceInfo, ...pages.sources }
      : { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => tokens.audience,
      useGrantedResource: () => true,
      getResourceServerInfo(context: KoaContextWithOIDC, resource: string) {
        if (resource !== tokens.audience) {
          throw new errors.InvalidTarget(`this server issues tokens for ${tokens.audience} only`);
        }
        if (context.state['otherMode'] === true) {
          throw new errors.InvalidRequest('response_mode can only be query');
        }
        checkScopes(context, scopes);
        return { audience: tokens.audience, scope: Object.keys(scopes).join(' '), accessTokenFormat: 'jwt' };
      },
    },
  };

  return {
    configuration,
    features,
    routes: {
      ...(endpoints.authorization_endpoint ? { authorization: endpoints.authorization_endpoint } : {}),
      ...(deviceFlow ? { device_authorization: endpoints.device_authorization_endpoint } : {}),
      code_verification: devicePath,
    },
    renderError: (context: KoaContextWithOIDC, out: ErrorOut) => pages.renderError(context, out),
  };
}

/** People sign in for each authorization, and see what they consent to. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'each_time',
        'the person signs in for each authorization',
        ({ oidc }) => oidc.result?.['login'] === undefined,
      ),
    );
  return prompts;
}

/** oidc-provider drops scopes that it does not know; here they are refused, as for programs (P1). */
function checkScopes({ oidc }: KoaContextWithOIDC, known: Readonly<Record<string, string>>): void {
  if (oidc.route !== 'authorization' && oidc.route !== 'device_authorization') return;
  const asked = String(oidc.params?.['scope'] ?? '')
    .split(' ')
    .filter(Boolean);
  if (asked.length === 0) throw new errors.InvalidScope('say in scope what you ask for', '');
  const unknown = asked.filter((scope) => !Object.hasOwn(known, scope));
  if (unknown.length > 0) throw new errors.InvalidScope('a scope is unknown', unknown.join(' '));
}

/** What the person may recognise the device by. */
function deviceInfo({ ip, headers }: KoaContextWithOIDC) {
  return { ip, userAgent: headers['user-agent'] ?? '' };
}
