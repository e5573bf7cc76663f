import { createHash, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Principal } from '../access/principal.ts';

/** The certificate that a client presented in the TLS handshake (RFC 8705). */
export interface ClientCertificate {
  certificate: X509Certificate;
  /** Whether an authority that the server trusts for clients issued it. */
  authorized: boolean;
}

/** Finds the client's certificate of a request, which a proxy may hand on in a header. */
export type ClientCertificateReader = (request: IncomingMessage) => ClientCertificate | undefined;

/** The certificate of the connection itself, for a server that ends TLS. */
export const certificateOfConnection: ClientCertificateReader = ({ socket }) => {
  const certificate = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
  return certificate && { certificate, authorized: (socket as TLSSocket).authorized };
};

/**
 * The certificate that a proxy puts into a header as PEM, percent-encoded or in one line (nginx `$ssl_client_escaped_cert`,
 * Caddy, Traefik, Envoy). Only for a server that nobody but the proxy reaches: everybody else could write the header.
 *
 * @param name - the header with the certificate
 * @param verified - whether the proxy lets only certificates through that it verified against its authorities
 */
export function certificateFromHeader(name: string, verified: boolean): ClientCertificateReader {
  return ({ headers }) => {
    const value = headers[name.toLowerCase()];
    if (typeof value !== 'string' || value === '') return undefined;
    try {
      return { certificate: new X509Certificate(pemOf(value)), authorized: verified };
    } catch {
      // Not a certificate: as if there were none, which the client is then told.
      return undefined;
    }
  };
}

function pemOf(value: string): string {
  const text = value.includes('%') ? decodeURIComponent(value) : value;
  const body = text.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----|\s/g, '');
  return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;
}

/** SHA-256 of the certificate, base64url: what tokens are bound to (RFC 8705 section 3.1). */
export function thumbprint({ raw }: X509Certificate): string {
  return createHash('sha256').update(raw).digest('base64url');
}

/** What a bearer proves beside having the token (`cnf`, RFC 7800). */
export interface Confirmation {
  /** SHA-256 of the DER certificate, in base64url. */
  'x5t#S256': string;
}

/** Whether a request comes with the certificate that the token is bound to, if it is bound to one (RFC 8705 section 3). */
export function isHolderOf(
  { claims }: Principal,
  request: IncomingMessage,
  reader: ClientCertificateReader | undefined,
): boolean {
  const bound = (claims['cnf'] as Partial<Confirmation> | undefined)?.['x5t#S256'];
  if (bound === undefined) return true;
  const found = reader?.(request);
  return found !== undefined && thumbprint(found.certificate) === bound;
}

/** Whether a certificate has a subject, given as in RFC 4514: `CN=desk,O=Lyon,C=FR`. */
export function hasSubject({ subject }: X509Certificate, expected: string): boolean {
  // Node has one attribute a line, the most general first; RFC 4514 begins with the most specific.
  const own = subject.split('\n').toReversed().map(normalized);
  const wanted = expected.split(/(?<!\\),/).map(normalized);
  return own.length === wanted.length && own.every((part, index) => part === wanted[index]);
}

function normalized(part: string): string {
  const [type = '', ...value] = part.trim().split('=');
  return `${type.trim().toUpperCase()}=${value.join('=').trim().replaceAll(/\\(.)/g, '$1')}`;
}
