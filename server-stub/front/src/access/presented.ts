import type { FastifyRequest } from 'fastify';
import type { SecurityScheme } from '../contract/document.ts';
import { ProblemError } from '../problem.ts';
import { bearerChallenge } from './challenges.ts';

/**
 * What a request presents for a scheme, or nothing.
 * @throws {ProblemError} when an Authorization header of the scheme is malformed
 */
export function presentedFor(scheme: SecurityScheme, request: FastifyRequest): string | undefined {
  if (scheme.type === 'apiKey') {
    const name = scheme.name ?? '';
    if (scheme.in === 'query') return single((request.query as Record<string, unknown>)[name]);
    if (scheme.in === 'cookie') return cookie(request.headers.cookie, name);
    return single(request.headers[name.toLowerCase()]);
  }
  const wanted = scheme.type === 'http' ? (scheme.scheme ?? '').toLowerCase() : 'bearer';
  const authorization = parseAuthorization(request.headers.authorization);
  return authorization?.scheme === wanted ? authorization.value : undefined;
}

/** Scheme (in lower case, RFC 9110 section 11.1) and credentials of an Authorization header. */
export function parseAuthorization(header: string | undefined): { scheme: string; value: string } | undefined {
  const match = /^([!#$%&'*+.^_`|~\w-]+) +(\S.*)$/.exec(header?.trim() ?? '');
  return match ? { scheme: (match[1] as string).toLowerCase(), value: match[2] as string } : undefined;
}

/**
 * Refuses a token in the query string (RFC 9700 section 4.3.2): addresses end up in logs and histories.
 * @throws {ProblemError} unless a scheme of the contract puts a key there by that name
 */
export function refuseTokenInQuery(request: FastifyRequest, schemes: readonly SecurityScheme[]): void {
  if ((request.query as Record<string, unknown>)['access_token'] === undefined) return;
  if (schemes.some((scheme) => scheme.in === 'query' && scheme.name === 'access_token')) return;
  throw new ProblemError(
    'invalid-request',
    'Send the token as "Authorization: Bearer", never in the address. Treat the one you sent as leaked.',
    {
      errors: [{ parameter: 'access_token', detail: 'a token does not belong in the query string' }],
      headers: { 'www-authenticate': bearerChallenge({ error: 'invalid_request' }) },
    },
  );
}

function single(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function cookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${name}=`));
  if (pair === undefined) return undefined;
  const value = pair.slice(name.length + 1);
  try {
    return single(decodeURIComponent(value));
  } catch {
    return single(value);
  }
}
