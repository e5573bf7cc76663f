import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Principal } from './access/principal.ts';
import type { Operation } from './contract/operation.ts';
import type { ProblemKind } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Calls come all the time and mean nothing, such as those of a monitor: they are logged at level debug. */
    quiet?: boolean;
  }
}

/** Who called, as far as it was proven. */
export type Caller = Pick<Principal, 'kind' | 'clientId'> & Partial<Pick<Principal, 'subject' | 'claims'>>;

/** A request, and how it ended: what usage, metrics and logs are made of. Nothing in it is a secret. */
export interface Call {
  /** Value of X-Request-Id. */
  requestId: string;
  method: string;
  /** Address of the peer, or what a trusted proxy says of it. */
  address: string;
  /** What was asked for; none when the contract has nothing at this path and method. */
  operation: Operation | undefined;
  /** Who has authenticated, even if the call was refused afterwards. */
  caller: Caller | undefined;
  /** As it was sent; 499 when the client left before the answer was out. */
  status: number;
  /** The kind of problem that was answered. */
  problem: ProblemKind | undefined;
  /** The error that an OAuth endpoint answered, such as `invalid_client` (RFC 6749 section 5.2). */
  oauthError?: string | undefined;
  /** Bytes of the bodies, as they were on the wire. Of a body that nobody read to its end, what had come. */
  bytesIn: number;
  bytesOut: number;
  /** Milliseconds from the head of the request to the end of the answer; 0 when its address could not even be read. */
  duration: number;
  /** The trace that the call is part of, in hexadecimal (W3C Trace Context), when somebody traces. */
  traceId?: string | undefined;
  /** Of that trace, the span that is this call. */
  spanId?: string | undefined;
}

/**
 * Told of each call when it has ended, as part of its request: keep it short. What it throws is logged, and changes
 * nothing.
 */
export type CallObserver = (call: Call) => void;

/** What was found out about a request while it was answered. */
interface Notes {
  operation?: Operation;
  caller?: Caller;
  problem?: ProblemKind;
  oauthError?: string;
  trace?: { traceId: string; spanId: string };
  /** Bytes of the body that came. */
  received?: () => number;
  started?: number;
  told?: boolean;
}

// By Node's request: oidc-provider knows no other.
const notes = new WeakMap<IncomingMessage, Notes>();

function notesOf(request: IncomingMessage): Notes {
  let found = notes.get(request);
  if (!found) notes.set(request, (found = {}));
  return found;
}

/** Notes who called. The first to be noted counts. */
export function noteCaller(request: IncomingMessage, caller: Caller): void {
  notesOf(request).caller ??= caller;
}

export function noteProblem(request: IncomingMessage, kind: ProblemKind): void {
  notesOf(request).problem = kind;
}

export function noteOAuthError(request: IncomingMessage, error: string): void {
  notesOf(request).oauthError = error;
}

/** Notes the trace that a request is part of, and its span, by their ids in hexadecimal. */
export function noteTrace(request: IncomingMessage, ids: { traceId: string; spanId: string }): void {
  notesOf(request).trace = ids;
}

/**
 * Tells an observer of every call. Call it before routes are added.
 *
 * @param operations - to recognise endpoints that have no handler of their own, such as OAuth's
 * @param observe - `quiet` says that the route asked for little attention
 */
export function observeCalls(
  app: FastifyInstance,
  operations: readonly Operation[],
  observe: (call: Call, quiet: boolean, request: FastifyRequest) => void,
): void {
  const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.url}`, operation]));

  app.addHook('onRequest', (request, _reply, done) => {
    const { method, url } = request.routeOptions;
    const asked = method === 'HEAD' ? 'GET' : method;
    const operation = byRoute.get(`${String(asked)} ${url}`) ?? byRoute.get(`${String(method)} ${url}`);
    const own = notesOf(request.raw);
    own.started = performance.now();
    if (operation) own.operation = operation;
    // Counted where it comes out of the socket's parser: what was announced need never come, and can be any number.
    const { 'transfer-encoding': encoding, 'content-length': length = '0' } = request.headers;
    if (encoding !== undefined || length !== '0') own.received = countBytes(request.raw);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Fastify keeps the headers of its own answers, oidc-provider writes to Node's.
    const length = Number(reply.getHeader('content-length') ?? reply.raw.getHeader('content-length') ?? 0);
    tell(request, reply.raw.statusCode, request.method === 'HEAD' ? 0 : length);
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    tell(request, 499, 0);
    done();
  });

  function tell(request: FastifyRequest, status: number, bytesOut: number): void {
    const own = notesOf(request.raw);
    if (own.told) return;
    own.told = true;
    try {
      const call: Call = {
        requestId: request.id,
        method: request.method,
        address: request.ip,
        operation: own.operation,
        caller: own.caller,
        status,
        problem: own.problem,
        ...(own.oauthError === undefined ? {} : { oauthError: own.oauthError }),
        bytesIn: own.received?.() ?? 0,
        bytesOut,
        duration: own.started === undefined ? 0 : performance.now() - own.started,
        traceId: own.trace?.traceId,
        spanId: own.trace?.spanId,
      };
      observe(call, request.routeOptions.config.quiet === true, request);
    } catch (error) {
      request.log.error({ err: error }, 'a call could not be observed');
    }
  }
}

/** Fastify and oidc-provider both read the body themselves: it is counted where Node's parser hands it over. */
function countBytes(request: IncomingMessage): () => number {
  let bytes = 0;
  const { push } = request;
  request.push = function count(this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding) {
    if (Buffer.isBuffer(chunk) || typeof chunk === 'string') bytes += Buffer.byteLength(chunk, encoding);
    return push.call(this, chunk, encoding);
  };
  return () => bytes;
}
