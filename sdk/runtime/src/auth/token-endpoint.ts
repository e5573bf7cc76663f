import { AccessToken } from './access-token.ts';
import type { SentForm } from './redact.ts';
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

const types: Readonly<Record<string, 'Bearer' | 'DPoP'>> = { bearer: 'Bearer', dpop: 'DPoP' };

/** What is wrong with the fields of an answer. */
function faultOf({ access_token: value, token_type: type }: Record<string, unknown>): string | undefined {
  // Visible ASCII only: anything else would break out of the header it is sent in.
  if (typeof value !== 'string' || value === '')
    return 'an access_token that is missing or no string. It was not used.';
  if (!/^[\x21-\x7e]+$/.test(value)) return 'an access_token with characters that no token may have. It was not used.';
  if (!types[String(type).toLowerCase()]) return 'a token_type other than Bearer or DPoP. The token was not used.';
  return undefined;
}

/**
 * Makes a token out of an answer (RFC 6749 section 5.1), or says why it is none. Unknown fields are ignored.
 *
 * @param asked scopes of the request, which the answer may leave unsaid
 * @throws TokenError
 */
export async function tokenOf(
  answer: TokenAnswer,
  context: {
    host: string;
    requestedAt: number;
    asked: readonly string[] | undefined;
    sent: SentForm;
  },
): Promise<AccessToken> {
  const { body, status } = answer;
  const { host, requestedAt, asked, sent } = context;
  const fault = body && faultOf(body);
  if (status !== 200 || !body || fault !== undefined) {
    throw (await import('../on-demand.ts')).noToken(host, answer, sent, fault);
  }
  const scope = body['scope'];
  const granted = typeof scope === 'string' && scope !== '' ? scope.split(' ').filter(Boolean) : undefined;
  return new AccessToken({
    value: body['access_token'] as string,
    type: types[String(body['token_type']).toLowerCase()]!,
    scopes: granted ?? asked,
    requestedAt,
    expiresAt: requestedAt + lifetimeOf(body['expires_in']),
  });
}
