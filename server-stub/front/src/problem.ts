import type { FastifyReply, FastifyRequest } from 'fastify';
import { identity } from '../../../guichet.config.ts';
import { pathReference } from './addresses.ts';
import { noteProblem } from './calls.ts';

/** One thing that is wrong with a request. */
export interface ProblemDetail {
  detail: string;
  /** Where in the body: a JSON Pointer (RFC 6901) in a URI fragment. */
  pointer?: string;
  /** Name of the query, path, header or cookie parameter. */
  parameter?: string;
}

/** A problem details object (RFC 9457) as it is sent. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  requestId: string;
  errors?: readonly ProblemDetail[];
}

/** The kinds of problem: the last segment of their `type`, their status and their title. */
export const problemKinds = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'conflicting-credentials': { status: 400, title: 'The request carries credentials of two principals' },
  'authentication-required': { status: 401, title: 'Authentication is required' },
  'invalid-token': { status: 401, title: 'The access token is not valid' },
  'invalid-api-key': { status: 401, title: 'The API key is not valid' },
  'invalid-client': { status: 401, title: 'The client credentials are not valid' },
  'insufficient-scope': { status: 403, title: 'The scope is not sufficient' },
  'resource-not-allowed': { status: 403, title: 'The resource is outside the credential' },
  forbidden: { status: 403, title: 'The owner may not do this' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed' },
  'not-acceptable': { status: 406, title: 'No acceptable representation' },
  conflict: { status: 409, title: 'The state does not allow it' },
  'idempotency-conflict': { status: 409, title: 'A request with this Idempotency-Key is in progress' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  unprocessable: { status: 422, title: 'The request cannot be carried out' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key belongs to another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'not-implemented': { status: 501, title: 'Not implemented' },
  unavailable: { status: 503, title: 'The service is not available' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemKinds;

export interface ProblemErrorOptions {
  errors?: readonly ProblemDetail[];
  /** Response headers, such as `WWW-Authenticate` or `Retry-After`. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/**
 * Throw it from a handler or a hook, and the client gets problem details (RFC 9457).
 *
 * @example
 * throw new ProblemError('not-found', 'No pet has the id 7.');
 */
export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly status: number;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what happened this time and what to do next; it is sent */
  constructor(kind: ProblemKind, detail: string, options: ProblemErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.status = problemKinds[kind].status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** URI of a kind of problem. */
export function problemType(kind: ProblemKind): string {
  return identity.problemBase + kind;
}

/** The body for an error, on a request. */
export function problemBody(error: ProblemError, request: Pick<FastifyRequest, 'id' | 'url'>): Problem {
  return {
    type: problemType(error.kind),
    title: problemKinds[error.kind].title,
    status: error.status,
    detail: error.message,
    instance: pathReference(request.url),
    requestId: request.id,
    ...(error.errors ? { errors: error.errors } : {}),
  };
}

export function sendProblem(error: ProblemError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  noteProblem(request.raw, error.kind);
  return reply
    .code(error.status)
    .headers(error.headers)
    .type('application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problemBody(error, request));
}
