import { requiredString } from '../options.ts';

/** What a client may write its credentials into before a token request is sent. */
export interface TokenRequest {
  /** The token endpoint. */
  readonly url: string;
  readonly clientId: string;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  readonly body: URLSearchParams;
  readonly signal: AbortSignal;
}

/** Authenticates a client at the token endpoint (RFC 6749 section 2.3): writes into the request's headers or body. */
export type ClientAuthentication = (request: TokenRequest) => void | Promise<void>;

/** `application/x-www-form-urlencoded`, as section 2.3.1 wants it before Basic. */
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const secretOf = (owner: string, secret: unknown): string =>
  requiredString(owner, 'clientSecret', secret, 'the secret of the credential, as it was shown when it was made');

/**
 * HTTP Basic (RFC 6749 section 2.3.1), what every server must support.
 *
 * @example clientCredentials({ tokenUrl, clientId, clientAuthentication: clientSecretBasic(secret) })
 */
export function clientSecretBasic(clientSecret: string): ClientAuthentication {
  const secret = secretOf('clientSecretBasic', clientSecret);
  return ({ clientId, headers }) => {
    headers['authorization'] = `Basic ${btoa(`${formEncode(clientId)}:${formEncode(secret)}`)}`;
  };
}

/** Id and secret in the body (RFC 6749 section 2.3.1), for servers that do not take Basic. */
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
 * @example clientCredentials({ tokenUrl, clientId, clientAuthentication: tlsClientAuth(), fetch: fetchWithCertificate })
 */
export function tlsClientAuth(): ClientAuthentication {
  return ({ clientId, body }) => body.set('client_id', clientId);
}
