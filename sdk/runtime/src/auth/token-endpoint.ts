import { reasonOf } from '../transport/connection.ts';
import { AccessToken } from './access-token.ts';
import type { SentForm } from './redact.ts';
import { lifetimeOf } from './token-lifetime.ts';

/** An answer of the token endpoint, read. */
export interface TokenAnswer {
  status: number;
  /** The parsed JSON object, or `undefined` where the body is none. */
  body: Record<string, unknown> | undefined;
  isRedirect: boolean;
  contentType: string | null;
  /** Why there is no body, where it was not read to its end. */
  fault?: 'too_large' | 'unreadable' | undefined;
}

/** A token answer has a few kB; what is longer than this, in bytes, is not one, and is not read to its end. */
const longestAnswer = 1024 * 1024;

/** The text of a body, or why it has none. */
async function textOf(response: Response): Promise<{ text: string } | { fault: 'too_large' | 'unreadable' }> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return { text: text + decoder.decode() };
      size += chunk.value.byteLength;
      if (size > longestAnswer) break;
      text += decoder.decode(chunk.value, { stream: true });
    }
  } catch (error) {
    // Compressed otherwise than it says: codes of zlib, brotli and zstd.
    if (!/^(Z_|ERR__ERROR_|ZSTD_)/.test(String(reasonOf(error)))) throw error;
    return { fault: 'unreadable' };
  }
  reader!.cancel().catch(() => {});
  return { fault: 'too_large' };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON.
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** Reads an answer, so that no socket is left open. A redirect is not followed (its body is dropped). */
export async function readTokenAnswer(response: Response): Promise<TokenAnswer> {
  const { status, type, headers } = response;
  const isRedirect = type === 'opaqueredirect' || (status >= 300 && status < 400);
  const head = { status, isRedirect, contentType: headers.get('content-type') };
  const read = await textOf(response);
  return 'fault' in read ? { ...head, body: undefined, fault: read.fault } : { ...head, body: objectIn(read.text) };
}

const types: Readonly<Record<string, 'Bearer' | 'DPoP'>> = { bearer: 'Bearer', dpop: 'DPoP' };

/** What is wrong with the fields of an answer. */
function faultOf({ access_token: value, token_type: type }: Record<string, unknown>): string | undefined {
  // Visible ASCII only: anything else would break out of the header it is sent in.
  if (typeof value !== 'string' || value === '')
    return 'an access_token that is missing or not a string. It was not used.';
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
    /** What else to say beside an OAuth error, by its code. */
    remedies?: Readonly<Record<string, string>> | undefined;
  },
): Promise<AccessToken> {
  const { body, status } = answer;
  const { host, requestedAt, asked, sent, remedies } = context;
  const fault = body && faultOf(body);
  if (status !== 200 || !body || fault !== undefined) {
    throw (await import('../on-demand.ts')).noToken({ host, answer, sent, fault, remedies });
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
