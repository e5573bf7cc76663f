import { redactor } from '../auth/redact.ts';
import type { Contract } from '../contract.ts';
import { ApiError, InvalidResponseError, type Problem, ReplayError } from '../errors.ts';
import { type Exchange, nameOf, pathOf } from './exchange.ts';
import { requestIdOf } from './headers.ts';
import { rateLimitOf, retryAfterOf } from './limits.ts';
import { granting } from './scopes.ts';

/** What the request carried and a careless server may send back. */
function withoutSecrets(text: string, { headers, written, form, body }: Exchange): string {
  let clean = form === undefined ? text : redactor({ headers, body: new URLSearchParams(String(body)) })(text);
  for (const [name, value] of Object.entries(headers)) {
    const named = /authorization|cookie|key|token|secret/.test(name) && name !== 'idempotency-key';
    if (!named && !written?.has(name)) continue;
    const secret = value.replace(/^\S+\s+/, '');
    if (secret.length > 3) clean = clean.replaceAll(secret, '[redacted]');
  }
  return clean;
}

/** The value of a body. Its strings are cleaned one by one, as JSON may write what they hold in several ways. */
function parsed(text: string, clean: (said: string) => string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? clean(value) : value));
  } catch {
    return text === '' ? undefined : clean(text);
  }
}

const isProblem = (body: unknown, contentType: string): body is Problem =>
  typeof body === 'object' &&
  body !== null &&
  !Array.isArray(body) &&
  (/problem\+json/i.test(contentType) ||
    ('title' in body && 'status' in body) ||
    // The OAuth endpoints have their own shape.
    ('error' in body && typeof body.error === 'string'));

/** What a 403 for lack of scopes (RFC 6750 section 3.1) means for the caller. */
function missingScope({ status, headers }: Response, exchange: Exchange, contract: Contract | undefined): string {
  const challenge = status === 403 ? headers.get('www-authenticate') : null;
  if (!challenge || !/\berror="?insufficient_scope\b/i.test(challenge)) return '';
  const said = /\bscope="([\x20\x21\x23-\x5b\x5d-\x7e]{1,500})"/i.exec(challenge)?.[1]?.split(' ');
  const scopes = said ?? exchange.scopes;
  const what = scopes ? `the scope \`${scopes.join(' ')}\`` : 'a scope';
  return `. ${nameOf(exchange)} needs ${what} that the token does not have: ask for it, or for a credential that holds it${granting(contract, scopes)}.`;
}

/** The first places that are wrong, so that a log alone says what to mend. */
function places(problem: Problem | undefined): string {
  const errors = Array.isArray(problem?.['errors']) ? (problem['errors'] as Record<string, unknown>[]) : [];
  const said = errors.slice(0, 3).flatMap((error) => {
    const place = error?.['parameter'] ?? error?.['pointer'];
    return typeof error?.['detail'] === 'string' ? [`${place ? `${String(place)} ` : ''}${error['detail']}`] : [];
  });
  return said.join('; ');
}

/** What an OAuth endpoint says (RFC 6749 section 5.2). */
function oauthError(body: unknown): string[] {
  const { error, error_description: description } = (body ?? {}) as Record<string, unknown>;
  return [error, description].filter((part) => typeof part === 'string');
}

/** The error of a response, with its body read. */
export async function apiErrorOf(response: Response, exchange: Exchange, contract?: Contract): Promise<ApiError> {
  const { status, headers } = response;
  const body = parsed(await response.text(), (said) => withoutSecrets(said, exchange));
  const problem = isProblem(body, headers.get('content-type') ?? '') ? body : undefined;
  const requestId =
    requestIdOf(headers) ?? (typeof problem?.['requestId'] === 'string' ? problem['requestId'] : undefined);
  const parts = [problem?.title, problem?.detail, places(problem), ...oauthError(body)];
  const said = parts.filter((part) => typeof part === 'string' && part !== '').join(': ');
  return new ApiError(
    `${exchange.method} ${pathOf(exchange.url)} answered ${status}${said ? ` (${said})` : ''}${requestId ? `, request ${requestId}` : ''}${missingScope(response, exchange, contract)}`,
    {
      operation: exchange.operation,
      status,
      problem,
      body,
      requestId,
      rateLimit: rateLimitOf(headers),
      retryAfter: retryAfterOf(headers),
      response,
    },
  );
}

/** The error of a success that says it is JSON and is none. */
export const notJson = (response: Response, text: string, exchange: Exchange): InvalidResponseError =>
  new InvalidResponseError(
    `${exchange.method} ${pathOf(exchange.url)} answered ${response.status} ${response.headers.get('content-type') ?? ''} with ${text.length} characters that are not JSON. ` +
      'Something between you and the API may have answered in its place: look at `error.response`.',
    response,
    requestIdOf(response.headers),
  );

/** The error of a 401 to a body that cannot be sent again. */
export const refusedStream = (exchange: Exchange): ReplayError =>
  new ReplayError(
    `${nameOf(exchange)} was refused with 401 after its body, a stream, had been sent; a stream is read only once. ` +
      'Call again with a new stream: a new token will be used. Or pass a string, Blob or Uint8Array, which can be sent again.',
  );
