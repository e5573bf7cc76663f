import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from './contract/contract.ts';
import { pathReference } from './addresses.ts';
import { ProblemError, problemKinds, sendProblem, type ProblemKind } from './problem.ts';

/** Answers everything that goes wrong with problem details, and OAuth endpoints with OAuth errors. */
export function answerErrors(
  app: FastifyInstance,
  contract: Contract,
  routes: readonly { method: string; path: string }[],
  home: (request: FastifyRequest, reply: FastifyReply) => string | undefined,
): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    return sendProblem(problem, request, reply);
  });

  app.setNotFoundHandler((request, reply) => {
    const pathname = request.url.replace(/[?#].*/s, '');
    const served = routes.filter(({ path }) => path === pathname).map(({ method }) => method);
    const methods = [...new Set([...contract.methodsAt(pathname), ...served])];
    if (methods.length === 0) {
      const page = home(request, reply);
      if (page !== undefined) return reply.send(page);
      return sendProblem(nothingAt(pathname), request, reply);
    }
    // Where HEAD comes here it is not served: nobody signs in by HEAD.
    const head = methods.includes('GET') && request.method !== 'HEAD' && served.length === 0;
    const allow = (head ? [...methods, 'HEAD'] : methods).join(', ');
    // What can be done here (RFC 9110 section 9.3.7). No answer to pages of other origins: there is no CORS header.
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send();
    const detail = `Use ${allow} here, not ${request.method}.`;
    if (served.length > 0) return sendOAuthError(reply.header('allow', allow), detail);
    return sendProblem(new ProblemError('method-not-allowed', detail, { headers: { allow } }), request, reply);
  });
}

/** @param url of the request */
export function nothingAt(url: string): ProblemError {
  return new ProblemError(
    'not-found',
    `There is nothing at ${pathReference(url)}. Check the path against the contract.`,
  );
}

/** OAuth endpoints keep the OAuth error shape (RFC 6749 section 5.2). */
function sendOAuthError(reply: FastifyReply, description: string): FastifyReply {
  return reply
    .code(405)
    .header('cache-control', 'no-store')
    .send({ error: 'invalid_request', error_description: description });
}

const kindsByStatus: ReadonlyMap<number, ProblemKind> = new Map(
  (Object.entries(problemKinds) as [ProblemKind, { status: number }][])
    .map(([kind, { status }]) => [status, kind] as const)
    .toReversed(),
);

/** Errors of Fastify and of handlers as problems. Of an unexpected one, the client learns only that it happened. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  const kind =
    typeof statusCode === 'number' && statusCode < 500
      ? (kindsByStatus.get(statusCode) ?? 'invalid-request')
      : undefined;
  if (kind === undefined || typeof message !== 'string') {
    return new ProblemError('internal-error', 'Try again. If it persists, write to us with the requestId.', {
      cause: error,
    });
  }
  return new ProblemError(kind, message, { cause: error });
}

/** An address that Fastify itself cannot read, before any route. */
export function answerFrameworkError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // It comes before all hooks.
  void sendProblem(toProblem(error), request, reply.header('x-request-id', request.id));
}
