import { requiredString } from '../options.ts';

/** What a client may write its credentials into before a token request is sent. */
export interface TokenRequest {
  /** The token endpoint. */
  readonly url: string;
  /** `client_id` of the client. */
  readonly clientId: string;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  /** The form that is sent; what is set here is sent. */
  readonly body: URLSearchParams;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** Authenticates a client at the token endpoint (RFC 6749 section 2.3): writes into the request's headers or body. */
export type ClientAuthentication = (request: TokenRequest) => void | Promise<void>;

/** `application/x-www-form-urlencoded`, as section 2.3.1 wants it before Basic. */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const secretOf = (owner: string, secret: unknown): string =>
  requiredString(owner, 'clientSecret', secret, 'the secret of the credential, as it was shown when it was created');

/**
 * HTTP Basic (RFC 6749 section 2.3.1), which every server must support.
 *
 * @throws TypeError when the secret is missing
 *
 * @example
 * const tokens = clientCredentials({ tokenUrl, clientId, clientAuthentication: clientSecretBasic(clientSecret) });
 */
export function clientSecretBasic(clientSecret: string): ClientAuthentication {
  const secret = secretOf('clientSecretBasic', clientSecret);
  return ({ clientId, headers }) => {
    headers['authorization'] = `Basic ${btoa(`${formEncode(clientId)}:${formEncode(secret)}`)}`;
  };
}

/**
 * Id and secret in the body (RFC 6749 section 2.3.1), for servers that do not take Basic.
 *
 * @throws TypeError when the secret is missing
 *
 * @example
 * const tokens = clientCredentials({ tokenUrl, clientId, clientAuthentication: clientSecretPost(clientSecret) });
 */
export function clientSecretPost(clientSecret: string): ClientAuthentication {
  const secret = secretOf('clientSecretPost', clientSecret);
  return ({ clientId, body }) => {
    body.set('client_id', clientId);
    body.set('client_secret', secret);
  };
}

/**
 * A certificate on the TLS connection (RFC 8705 section 2.1): the request says only who it is. The certificate is the
 * business of the `fetch` that carries it, so pass one that presents it.
 *
 * @example
 * import { readFileSync } from 'node:fs';
 *
 * const fetch = nodeFetch({ cert: readFileSync('me.pem'), key: readFileSync('me.key') });
 * const tokens = clientCredentials({ tokenUrl, clientId, clientAuthentication: tlsClientAuth(), fetch });
 */
export function tlsClientAuth(): ClientAuthentication {
  return ({ clientId, body }) => body.set('client_id', clientId);
}
