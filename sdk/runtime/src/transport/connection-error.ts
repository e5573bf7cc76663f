import { ConnectionError } from '../errors.ts';
import { isConnectionFailure, reasonOf } from './connection.ts';

/** What a code of the system, of TLS or of undici means, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: check the address and port, and that the server runs.',
  ENOTFOUND: 'No such host: check the spelling, and the DNS of this machine.',
  ENODATA: 'The name has no address: check the spelling, and the DNS of this machine.',
  EAI_AGAIN: 'The name could not be looked up just now: check the DNS of this machine, and try again.',
  EAI_FAIL: 'The DNS of this machine failed: check it, and try again.',
  ECONNRESET:
    'The connection was cut: try again; if it keeps happening, a proxy or firewall may be in between, or a client certificate may be asked for.',
  ECONNABORTED: 'The connection was cut: try again; if it keeps happening, a proxy or firewall may be in between.',
  EPIPE: 'The connection was cut while sending: try again.',
  UND_ERR_SOCKET:
    'The other side closed the connection: try again; if it keeps happening, it may ask for a client certificate (`cert` and `key` of `nodeFetch`).',
  UND_ERR_CLOSED: 'This fetch has been closed: make a new one.',
  UND_ERR_DESTROYED: 'This fetch has been closed: make a new one.',
  ETIMEDOUT: 'No answer from the network: check whether this machine may reach it, and whether it needs a proxy.',
  UND_ERR_CONNECT_TIMEOUT:
    'No connection in time: check whether this machine may reach it, and whether it needs a proxy.',
  UND_ERR_HEADERS_TIMEOUT: 'Connected, but no answer in time: try again later.',
  UND_ERR_BODY_TIMEOUT: 'The answer stopped half-way: try again later.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'The answer stopped half-way: try again.',
  EHOSTUNREACH: 'No route there: check the network of this machine.',
  ENETUNREACH: 'No network: check the connection of this machine.',
  EADDRNOTAVAIL: 'This machine has no free port left: close connections, or open fewer at the same time.',
  EMFILE: 'This process has too many files and sockets open: close some, or raise its limit.',
  EACCES: 'This machine forbids the connection: check its firewall and sandbox.',
  EPERM: 'This machine forbids the connection: check its firewall and sandbox.',
  CERT_HAS_EXPIRED: 'Its certificate has expired: tell the platform.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet: check the clock of this machine.',
  CERT_REVOKED: 'Its certificate has been revoked: tell the platform.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name: check the address.',
  ERR_SSL_WRONG_VERSION_NUMBER:
    'The server does not speak TLS on that port: check the port, and whether it should be http.',
  ERR_SSL_PACKET_LENGTH_TOO_LONG:
    'The server does not speak TLS on that port: check the port, and whether it should be http.',
};
/** The same for families of codes, where the table has none. */
const families: readonly (readonly [RegExp, string])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|^CERT_UNTRUSTED$/,
    'Its certificate comes from an authority this machine does not know: set NODE_EXTRA_CA_CERTS to the file of that authority, or pass it to `nodeFetch` as `ca`.',
  ],
  [
    /ALERT_(CERTIFICATE|NO_CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|HANDSHAKE_FAILURE)/,
    'It refused the TLS handshake: where it asks for a client certificate, pass the right `cert` and `key` to `nodeFetch`.',
  ],
  [
    /^(ERR_SSL_|EPROTO)/,
    'The TLS handshake failed: check the port, and that both sides support a common version of TLS.',
  ],
  [/^(HPE_|ERR_HTTP)/, 'What answers there does not speak HTTP: check the port, and whether it should be https.'],
  [/^PROXY_407$/, 'It wants a user and password: write them into its URL, `http://user:password@host:port`.'],
  [/^PROXY_(403|405)$/, 'It does not let this host through: ask for permission, or exempt the host with NO_PROXY.'],
  [/^PROXY_5/, 'It could not reach the host itself: check the address, and try again.'],
  [/^PROXY_/, 'It refused to open a tunnel: check its address, and that it is an http proxy.'],
];

const remedyOf = (reason: string | undefined): string =>
  reason === undefined
    ? 'Check the address and the network; in a browser also that the server allows this origin (CORS).'
    : (remedies[reason] ??
      families.find(([family]) => family.test(reason))?.[1] ??
      'Check the address and the network.');

/** Host and port of the proxy whose failure it was; `nodeFetch` leaves them on the way down. */
function proxyOf(error: unknown): string | undefined {
  const { proxy, cause } = (error ?? {}) as { proxy?: unknown; cause?: unknown };
  if (typeof proxy === 'string') return proxy;
  return cause === undefined || cause === null ? undefined : proxyOf(cause);
}

/**
 * What a failed fetch should have said.
 *
 * @param role what was asked, for the message
 * @returns the error itself where it is not a failure of the connection
 */
export function connectionError(error: unknown, url: URL, role: string): unknown {
  if (!isConnectionFailure(error)) return error;
  const reason = reasonOf(error);
  const host = url.port === '' ? `${url.hostname}:${url.protocol === 'https:' ? 443 : 80}` : url.host;
  const proxy = proxyOf(error);
  const where = proxy === undefined ? '' : `, because the proxy ${proxy} failed`;
  const which = proxy === undefined ? '' : ' The proxy comes from `proxy`, HTTPS_PROXY or HTTP_PROXY.';
  return new ConnectionError(
    `Cannot reach ${role} at ${host}${where}${reason ? ` (${reason})` : ''}. ${remedyOf(reason)}${which}`,
    { reason, host },
    { cause: error },
  );
}
