import { fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { identity } from '../../../guichet.config.ts';
import { createAccess, type AccessOptions } from './access/access.ts';
import type { Contract } from './contract/contract.ts';
import { ContractError } from './contract/document.ts';
import type { Operation } from './contract/operation.ts';
import { answerErrors, answerFrameworkError } from './errors.ts';
import type { FrontRequest, Handler } from './handler.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import { ProblemError } from './problem.ts';
import { loggerOptions } from './logger.ts';
import { readBodies } from './bodies.ts';
import { requestId } from './request-id.ts';
import { createSchemaCompiler } from './validation/schema-compiler.ts';
import { createValidator } from './validation/validator.ts';

export interface FrontOptions extends Pick<AccessOptions, 'apiKeys' | 'isLive' | 'effectiveScopes'> {
  contract: Contract;
  /** Issues and verifies tokens. */
  tokens: AuthorizationServer;
  /** Handlers by operationId. */
  handlers?: Readonly<Record<string, Handler>>;
  /** Answers operations that have no handler. Default: 501. */
  fallback?: Handler;
  /** Fastify's logger options. Credentials are always redacted. Default off. */
  logger?: FastifyServerOptions['logger'];
  /** The largest body that is read, in bytes. Default 1048576. */
  bodyLimit?: number;
  /** Proxies whose X-Forwarded-For is believed. Default none. */
  trustProxy?: FastifyServerOptions['trustProxy'];
}

/**
 * A Fastify instance that serves a contract: it authenticates, checks scopes, then validates, and hands valid requests
 * to the handlers. It does not listen yet.
 *
 * @throws {ContractError} when a handler names an operation that the contract does not have
 *
 * @example
 * const front = await createFront({ contract, tokens, handlers: { 'pets.get': async () => ({ id: 7 }) } });
 * await front.listen({ port: 8080 });
 */
export async function createFront(options: FrontOptions): Promise<FastifyInstance> {
  const { contract, tokens, handlers = {}, logger = false } = options;
  for (const id of Object.keys(handlers)) contract.operation(id);

  const app = fastify({
    logger: loggerOptions(logger),
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: options.bodyLimit ?? 1_048_576,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    frameworkErrors: answerFrameworkError,
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: false },
  });
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  readBodies(app);
  answerErrors(app, contract, tokens.routes);

  const access = createAccess(options);
  const compiler = createSchemaCompiler(contract.document, (message) => app.log.warn(message));
  for (const operation of contract.operations) {
    if (tokens.routes.some(({ method, path }) => method === operation.method && path === operation.fullPath)) continue;
    const handler = handlers[operation.operationId] ?? options.fallback ?? notImplemented;
    addRoute(app, operation, {
      head:
        operation.method === 'GET' &&
        !contract.operations.some((other) => other.method === 'HEAD' && other.url === operation.url),
      check: access(operation),
      validator: createValidator(contract.document, operation, compiler),
      handler,
    });
  }
  tokens.mount(app, options);
  app.get(`/__${identity.slug}/ready`, async () => ({ status: 'ready' }));
  return app;
}

interface Counter {
  /** Answer HEAD as well. */
  head: boolean;
  check: ReturnType<ReturnType<typeof createAccess>>;
  validator: ReturnType<typeof createValidator>;
  handler: Handler;
}

function addRoute(app: FastifyInstance, operation: Operation, { head, check, validator, handler }: Counter): void {
  try {
    app.route({
      method: operation.method,
      url: operation.url,
      exposeHeadRoute: head,
      // Access first, before the body is read: a stranger learns nothing from validation.
      onRequest: async (request) => {
        const front = request as FrontRequest;
        front.operation = operation;
        const principal = await check(request);
        if (principal) front.principal = principal;
      },
      preParsing: async (request) => validator.checkMediaType(request),
      preHandler: async (request) => validator.validate(request),
      handler: (request, reply) => handler(request as FrontRequest, reply),
    });
  } catch (error) {
    throw new ContractError(
      `${operation.method} ${operation.fullPath} (${operation.operationId}) cannot be routed: ${(error as Error).message}`,
    );
  }
}

const notImplemented: Handler = ({ operation }) => {
  throw new ProblemError(
    'not-implemented',
    `${operation.operationId} is in the contract, and this server has no handler for it yet.`,
  );
};
