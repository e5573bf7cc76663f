import type { SecureContextOptions } from 'node:tls';
import { optionError } from '../options.ts';

type Load = typeof process.getBuiltinModule;

type Pem = string | Uint8Array;

/** What a TLS connection trusts, and what it shows of itself. */
export interface TlsOptions {
  /** Certificates of authorities (PEM) to trust beside those of Node and of `NODE_EXTRA_CA_CERTS`. */
  ca?: Pem | readonly Pem[] | undefined;
  /** The client's certificate with its chain (PEM), for mutual TLS (RFC 8705). Needs `key`. */
  cert?: Pem | undefined;
  /** The private key of `cert` (PEM). */
  key?: Pem | undefined;
  /** Opens an encrypted `key`. */
  passphrase?: string | undefined;
}

const isPem = (value: unknown): boolean =>
  value instanceof Uint8Array ? value.length > 0 : typeof value === 'string' && value !== '';

const listOf = (ca: TlsOptions['ca']): readonly Pem[] => (ca === undefined ? [] : Array.isArray(ca) ? ca : [ca as Pem]);

const text = (pem: Pem): string | Buffer => (typeof pem === 'string' ? pem : Buffer.from(pem));

function isCertificate(load: Load, pem: Pem): boolean {
  const { X509Certificate } = load('node:crypto');
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

const remedy =
  'Pass the content of the files in PEM, a certificate and the key that belongs to it, and `passphrase` where the key is encrypted.';

function contextOf(load: Load, options: SecureContextOptions, named: string, certificates: readonly Pem[]) {
  // OpenSSL passes over it in silence.
  if (!certificates.every((pem) => isCertificate(load, pem))) {
    throw new TypeError(`nodeFetch: ${named} cannot be used (no certificate in it). ${remedy}`);
  }
  try {
    return { secureContext: load('node:tls').createSecureContext(options) };
  } catch (error) {
    // The message of OpenSSL names neither option nor content; its code says what is wrong.
    const { code = 'unreadable' } = error as { code?: string };
    throw new TypeError(`nodeFetch: ${named} cannot be used (${code}). ${remedy}`, { cause: error });
  }
}

/**
 * TLS towards servers, which see the client certificate, and towards an https proxy, which does not. `undefined`
 * leaves all to Node.
 *
 * @param load where Node's modules come from
 * @throws TypeError where a certificate or key is missing or cannot be read; it shows neither
 */
export function tlsOf(options: TlsOptions, load: Load) {
  const { cert, key, passphrase } = options;
  for (const [name, value] of Object.entries({ cert, key })) {
    if (value !== undefined && !isPem(value)) throw optionError('nodeFetch', name, value, 'PEM as text or bytes');
  }
  const own = listOf(options.ca);
  if (options.ca !== undefined && (own.length === 0 || !own.every(isPem))) {
    throw optionError('nodeFetch', 'ca', options.ca, 'PEM as text or bytes, or a list of them');
  }
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw new TypeError(`nodeFetch: \`${there}\` is given without \`${missing}\`. Pass both.`);
  }
  // A list of our own replaces Node's, so that what Node trusts has to go into it.
  const trust = own.length === 0 ? {} : { ca: [...load('node:tls').getCACertificates('default'), ...own.map(text)] };
  const proxy = own.length === 0 ? undefined : contextOf(load, trust, '`ca`', own);
  if (cert === undefined || key === undefined) return { server: proxy, proxy };
  const identified = { ...trust, cert: text(cert), key: text(key), ...(passphrase !== undefined && { passphrase }) };
  return { server: contextOf(load, identified, '`cert` with `key`', [cert]), proxy };
}
