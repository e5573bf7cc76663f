import type { Contract, OAuthClient, Person } from '@guichet/front';
import { identity } from '../../../../guichet.config.ts';

/** The person who can sign in to the mock, and how. */
export const demoPerson = {
  /** The `sub` of the person's tokens. */
  subject: 'demo-person',
  name: 'Demo',
  login: 'demo',
  /** It opens the mock only. */
  password: 'demo-password',
} as const;

/**
 * The application that people sign in to: a public client, which has no secret. People may be sent back to it on
 * loopback, at any port (RFC 8252 section 7.3).
 */
export const demoApplication = {
  clientId: `${identity.slug}-demo-app`,
  redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
} as const;

/** The person's roles permit everything. */
export const personOf = (contract: Contract): Person => ({
  subject: demoPerson.subject,
  name: demoPerson.name,
  scopes: contract.scopes,
});

/** The application as the authorization server sees it. */
export const applicationClient: OAuthClient = {
  clientId: demoApplication.clientId,
  // Nobody's: what its tokens may carry is decided by the person who signs in.
  subject: '',
  scopes: [],
  resources: [],
  status: 'active',
  verify: () => false,
  authentication: { method: 'none' },
  application: {
    name: `${identity.title} demo application`,
    redirectUris: demoApplication.redirectUris,
    grantTypes: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    native: true,
  },
};
