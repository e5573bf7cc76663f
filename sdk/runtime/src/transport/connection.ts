import { ConnectionError, isSdkError } from '../errors.ts';

/** What a code of the system, of TLS or of undici means, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: check the address and port, and that the server runs.',
  ENOTFOUND: 'No such host: check the spelling, and the DNS of this machine.',
  EAI_AGAIN: 'The name could not be looked up just now: check the DNS of this machine, and try again.',
  ECONNRESET: 'The connection was cut: try again; if it stays so, a proxy or firewall may be in between.',
  EPIPE: 'The connection was cut while sending: try again.',
  UND_ERR_SOCKET: 'The other side closed the connection: try again.',
  ETIMEDOUT: 'No answer from the network: check that this machine may reach it, or needs a proxy.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time: check that this machine may reach it, or needs a proxy.',
  UND_ERR_HEADERS_TIMEOUT: 'Connected, but no answer in time: try again later.',
  UND_ERR_BODY_TIMEOUT: 'The answer stopped half-way: try again later.',
  EHOSTUNREACH: 'No route there: check the network of this machine.',
  ENETUNREACH: 'No network: check the connection of this machine.',
  CERT_HAS_EXPIRED: 'Its certificate has expired: tell the platform.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name: check the address.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS there: check the port, and https against http.',
};
const unknownIssuer =
  'Its certificate comes from an authority this machine does not know: set NODE_EXTRA_CA_CERTS to the file of that authority.';

/** The code of a failed fetch, which undici hides in `cause`, or, for a host with several addresses, one level deeper. */
function reasonOf(error: unknown): string | undefined {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] };
  if (cause !== undefined && cause !== null) return reasonOf(cause);
  if (typeof code === 'string') return code;
  return errors?.[0] === undefined ? undefined : reasonOf(errors[0]);
}

/** How the platforms say it: undici, Chrome, Firefox, Safari, Deno. */
const platformMessages =
  /^(fetch failed|failed to fetch|networkerror|network |load failed|terminated|error sending request)/i;

/** Whether a fetch failed on the way, rather than because it was called wrongly. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error) || isSdkError(error)) return false;
  const reason = reasonOf(error);
  if (reason?.startsWith('ERR_INVALID') || reason === 'UND_ERR_INVALID_ARG') return false;
  return reason !== undefined || (error.name === 'TypeError' && platformMessages.test(error.message.trim()));
}

/**
 * What a failed fetch should have said.
 *
 * @param role what was asked, for the message
 * @returns the error itself where it is no failure of the connection
 */
export function connectionError(error: unknown, url: URL, role: string): unknown {
  if (!isConnectionFailure(error)) return error;
  const reason = reasonOf(error);
  const host = url.port === '' ? `${url.hostname}:${url.protocol === 'https:' ? 443 : 80}` : url.host;
  const certificate = reason !== undefined && /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(reason);
  const remedy =
    (certificate ? unknownIssuer : remedies[reason ?? '']) ??
    'Check the address and the network; in a browser also that the server allows this origin (CORS).';
  return new ConnectionError(
    `Cannot reach ${role} at ${host}${reason ? ` (${reason})` : ''}. ${remedy}`,
    { reason, host },
    { cause: error },
  );
}
