import type { SecurityRequirement, SecurityScheme } from '../contract/document.ts';
import { uncheckedSchemes } from '../contract/scheme-kind.ts';
import { ProblemError } from '../problem.ts';
import { bearerChallenge, challengesFor } from './challenges.ts';

// Every refusal of the front, in one place: the mock and the server cannot disagree about them.

/** Nothing was sent, or not enough of it. */
export function authenticationRequired(schemes: readonly SecurityScheme[]): ProblemError {
  const ways = new Set(schemes.map(wayToSend));
  return new ProblemError('authentication-required', `Send ${[...ways].join(', or ')}.`, {
    headers: { 'www-authenticate': challengesFor(schemes) },
  });
}

/** Each way to call the operation asks for a scheme that is not checked here, and to let all pass would be worse. */
export function cannotBeChecked(
  security: readonly SecurityRequirement[],
  schemes: Readonly<Record<string, SecurityScheme>>,
): ProblemError {
  return new ProblemError(
    'not-implemented',
    `This operation asks for ${uncheckedSchemes(security, schemes).join(' and ')}, which this server cannot check. Add another way to the security of the operation.`,
  );
}

export function invalidToken(detail: string): ProblemError {
  return new ProblemError('invalid-token', detail, {
    headers: { 'www-authenticate': bearerChallenge({ error: 'invalid_token', error_description: detail }) },
  });
}

export function invalidApiKey(scheme: SecurityScheme): ProblemError {
  return new ProblemError('invalid-api-key', 'The API key is unknown or was revoked. Ask for a new one.', {
    headers: { 'www-authenticate': challengesFor([scheme]) },
  });
}

export function invalidClient(scheme: SecurityScheme): ProblemError {
  return new ProblemError('invalid-client', 'The client is unknown or its secret is wrong. Check both.', {
    headers: { 'www-authenticate': challengesFor([scheme]) },
  });
}

/** The same whether there is such a client or not (A1). */
export function tooManyFailures(seconds: number): ProblemError {
  return new ProblemError(
    'rate-limited',
    `Too many failed attempts from your address. Check what you send, and try again in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}

export function conflictingCredentials(): ProblemError {
  return new ProblemError(
    'conflicting-credentials',
    'The API key and the token belong to different principals. Send one or the other, not both.',
  );
}

/** @param scopes what the operation asks for */
export function insufficientScope(scopes: readonly string[]): ProblemError {
  return new ProblemError(
    'insufficient-scope',
    `This operation needs ${list(scopes)}. Ask for it at the token endpoint, or add it to the credential.`,
    { headers: { 'www-authenticate': bearerChallenge({ error: 'insufficient_scope', scope: scopes.join(' ') }) } },
  );
}

/** The credential would allow it, but the person behind it no longer may. */
export function forbiddenByRoles(scopes: readonly string[]): ProblemError {
  return new ProblemError('forbidden', `The roles of the person behind the credential do not permit ${list(scopes)}.`, {
    headers: { 'www-authenticate': bearerChallenge({ error: 'insufficient_scope', scope: scopes.join(' ') }) },
  });
}

export function noCommonResource(): ProblemError {
  return new ProblemError(
    'resource-not-allowed',
    'The client and the person of the user token are limited to different resources.',
  );
}

function list(scopes: readonly string[]): string {
  return `the scope${scopes.length > 1 ? 's' : ''} ${scopes.join(' ')}`;
}

function wayToSend({ type, scheme, name, in: place }: SecurityScheme): string {
  if (type === 'apiKey') return `a key as ${place} "${name}"`;
  const header = type === 'http' ? (scheme ?? 'Bearer') : 'Bearer';
  if (/^bearer$/i.test(header)) return 'an access token as "Authorization: Bearer"';
  return /^basic$/i.test(header)
    ? 'client id and secret as "Authorization: Basic"'
    : `an API key as "Authorization: ${header}"`;
}
