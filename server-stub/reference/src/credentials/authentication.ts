import type { ClientAuthentication } from '@guichet/front';
import type { ClientAuthenticationMethod, ClientKeySet } from '../generated/types.gen.ts';
import { unprocessable } from '../problems.ts';
import { publicKeys } from './public-keys.ts';

/** How a credential authenticates, as it is stored and shown. */
export interface Authentication {
  token_endpoint_auth_method: ClientAuthenticationMethod;
  jwks: ClientKeySet | null;
  tls_client_auth_subject_dn: string | null;
}

/** What somebody wants of it; absent members stay as they are. */
export interface AuthenticationWish {
  token_endpoint_auth_method?: ClientAuthenticationMethod;
  jwks?: ClientKeySet;
  tls_client_auth_subject_dn?: string;
}

/** By a secret: what a credential does when nothing else was said. */
export const bySecret: Authentication = {
  token_endpoint_auth_method: 'client_secret_basic',
  jwks: null,
  tls_client_auth_subject_dn: null,
};

/**
 * The way to authenticate that a wish leads to, with all that the method needs and nothing else.
 *
 * @param present - what the credential does now, `bySecret` for a new one
 * @throws ProblemError 422 when something is missing, superfluous or no usable public key
 */
export function wantedAuthentication(wish: AuthenticationWish, present: Authentication = bySecret): Authentication {
  const method = wish.token_endpoint_auth_method ?? present.token_endpoint_auth_method;
  const keeps = method === present.token_endpoint_auth_method;
  const needed = needs[method];
  for (const member of ['jwks', 'tls_client_auth_subject_dn'] as const) {
    const given = wish[member] !== undefined;
    if (given && member !== needed) throw refused(member, `does not apply to ${method}: leave it out`);
    if (!given && member === needed && !keeps) throw refused(member, `is required with ${method}`);
  }
  return {
    token_endpoint_auth_method: method,
    jwks:
      wish.jwks === undefined
        ? keeps
          ? present.jwks
          : null
        : { keys: publicKeys(wish.jwks.keys, { certificates: method === 'self_signed_tls_client_auth' }) },
    tls_client_auth_subject_dn: wish.tls_client_auth_subject_dn ?? (keeps ? present.tls_client_auth_subject_dn : null),
  };
}

/** The same for the authorization server. */
export function clientAuthentication(stored: Authentication): ClientAuthentication {
  const { token_endpoint_auth_method: method, jwks, tls_client_auth_subject_dn: subjectDn } = stored;
  if (method === 'client_secret_basic') return { method: 'client_secret' };
  if (method === 'tls_client_auth') return { method, subjectDn: subjectDn ?? '' };
  return { method, jwks: jwks ?? { keys: [] } };
}

const needs = {
  client_secret_basic: undefined,
  private_key_jwt: 'jwks',
  self_signed_tls_client_auth: 'jwks',
  tls_client_auth: 'tls_client_auth_subject_dn',
} as const satisfies Record<ClientAuthenticationMethod, keyof AuthenticationWish | undefined>;

const refused = (member: string, detail: string) => unprocessable([{ pointer: `#/${member}`, detail }]);
