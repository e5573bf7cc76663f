import { TokenError } from '../errors.ts';
import { AccessToken } from './access-token.ts';
import { lifetimeOf } from './token-lifetime.ts';

/** An answer of the token endpoint, read. */
export interface TokenAnswer {
  status: number;
  /** The parsed JSON object, or `undefined` where the body is none. */
  body: Record<string, unknown> | undefined;
  /** Where a redirect points to. */
  location: string | null;
  contentType: string | null;
}

const remedies: Readonly<Record<string, string>> = {
  invalid_client: 'Check client id and secret, and that the credential is neither expired nor revoked.',
  invalid_scope: 'Ask only for scopes that the credential holds, or for none.',
  unauthorized_client: 'This credential may not use this grant; ask the platform for one that may.',
  invalid_grant: 'What was granted has ended, was revoked or was used before; ask for it anew.',
  access_denied: 'The person said no.',
  expired_token: 'The person did not answer in time; ask again.',
  invalid_request: 'The server wants other parameters; see `parameters`, `audience` and `resource`.',
  invalid_target: 'Check `audience` and `resource`.',
  unsupported_grant_type: 'This server does not know this grant; check `tokenUrl`.',
};

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads an answer, so that nothing of the socket is left open. A redirect is not followed (its body is dropped). */
export async function readTokenAnswer(response: Response): Promise<TokenAnswer> {
  const location =
    response.type === 'opaqueredirect'
      ? ''
      : response.status >= 300 && response.status < 400
        ? (response.headers.get('location') ?? '')
        : null;
  const head = { status: response.status, location, contentType: response.headers.get('content-type') };
  let body: unknown;
  try {
    body = JSON.parse(await response.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return { ...head, body: isObject ? (body as Record<string, unknown>) : undefined };
}

/** The error of an answer that grants nothing. `role` names the endpoint: `The token endpoint`. */
export function refusal(
  host: string,
  answer: TokenAnswer,
  redact: (text: string) => string,
  role = 'The token endpoint',
): TokenError {
  const { status, body } = answer;
  if (answer.location !== null) {
    return new TokenError(
      `${role} at ${host} redirects elsewhere, and a secret is never sent after a redirect. Set \`tokenUrl\` to the final address.`,
      { status },
    );
  }
  const error = text(body?.['error']) && redact(String(body?.['error']));
  const description = text(body?.['error_description']) && redact(String(body?.['error_description']).slice(0, 500));
  const said = error ? `${error}${description ? `: ${description}` : ''}` : `status ${status}, no OAuth error`;
  const remedy =
    (error && remedies[error]) ??
    (status === 404 ? 'Check `tokenUrl`.' : status >= 500 || status === 429 ? 'Try again later.' : '');
  return new TokenError(`${role} at ${host} refused (${said}). ${remedy}`.trimEnd(), {
    error,
    description,
    status,
  });
}

/**
 * Makes a token out of an answer (RFC 6749 section 5.1), or says why it is none. Unknown fields are ignored.
 *
 * @param asked scopes of the request, which the answer may leave unsaid
 * @throws TokenError
 */
export function tokenOf(
  answer: TokenAnswer,
  context: {
    host: string;
    requestedAt: number;
    asked: readonly string[] | undefined;
    redact: (text: string) => string;
  },
): AccessToken {
  const { body, status } = answer;
  const { host, requestedAt, asked, redact } = context;
  // Some servers answer 200 to what RFC 6749 section 5.2 wants as 400.
  if (body?.['access_token'] === undefined && text(body?.['error'])) throw refusal(host, answer, redact);
  if (status !== 200 || !body) {
    if (status >= 200 && status < 300 && answer.location === null) {
      throw new TokenError(
        `The token endpoint at ${host} answered ${status} with ${answer.contentType ?? 'no content type'}, not with a JSON object. Check \`tokenUrl\`.`,
        { status },
      );
    }
    throw refusal(host, answer, redact);
  }
  const value = body['access_token'];
  // Visible ASCII only: anything else would break out of the header it is sent in.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    const what =
      typeof value === 'string' && value !== ''
        ? 'with characters that no token may have'
        : 'that is missing or no string';
    throw new TokenError(`The token endpoint at ${host} answered an access_token ${what}. It was not used.`, {
      status,
    });
  }
  const type = { bearer: 'Bearer', dpop: 'DPoP' }[String(body['token_type']).toLowerCase()] as
    'Bearer' | 'DPoP' | undefined;
  if (!type) {
    throw new TokenError(
      `The token endpoint at ${host} answered a token_type other than Bearer or DPoP. The token was not used.`,
      { status },
    );
  }
  const granted = text(body['scope'])?.split(' ').filter(Boolean);
  return new AccessToken({
    value,
    type,
    scopes: granted ?? asked,
    requestedAt,
    expiresAt: requestedAt + lifetimeOf(body['expires_in']),
  });
}
