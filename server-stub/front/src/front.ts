import type { ServerOptions } from 'node:https';
import {
  fastify,
  type FastifyInstance,
  type FastifyServerOptions,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { identity } from '../../../guichet.config.ts';
import { createAccess, type AccessOptions } from './access/access.ts';
import type { Contract } from './contract/contract.ts';
import { ContractError } from './contract/document.ts';
import type { Operation } from './contract/operation.ts';
import { normalizeAddress } from './addresses.ts';
import { logCalls } from './call-log.ts';
import { noteCaller, observeCalls, type Call } from './calls.ts';
import { answerConnectionError } from './connection-errors.ts';
import { answerErrors, answerFrameworkError, nothingAt } from './errors.ts';
import { guardedObserver, type AuthenticationObserver } from './events.ts';
import type { FrontRequest, Handler } from './handler.ts';
import { homeOf, type Home } from './home.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { Standing } from './oauth/introspection.ts';
import type { ResourceServer } from './oauth/resource-server.ts';
import { MissingHandlerError, operationsToHandle } from './missing-handlers.ts';
import { ProblemError } from './problem.ts';
import { logController, loggerOptions } from './logger.ts';
import type { Attempts } from './limits/attempts.ts';
import { limitCaller, limitTokenRequests, tellLimit, type CallLimits } from './limits/limit-calls.ts';
import { limitClientAttempts } from './limits/client-attempts.ts';
import { ignoreMediaType, readBodies } from './bodies.ts';
import { requestId } from './request-id.ts';
import { createSchemaCompiler } from './validation/schema-compiler.ts';
import { createValidator } from './validation/validator.ts';

export interface FrontOptions
  extends Pick<AccessOptions, 'apiKeys' | 'isLive' | 'effectiveScopes'>, Pick<Standing, 'mayKnow'> {
  contract: Contract;
  /** Issues and verifies tokens, or verifies those of a server elsewhere. */
  tokens: AuthorizationServer | ResourceServer;
  /** Handlers by operationId. */
  handlers?: Readonly<Record<string, Handler>>;
  /** Answers operations that have no handler, such as the mock's room while a server grows. Default: 501. */
  fallback?: Handler | undefined;
  /** Whether each operation must have a handler, as in production: a server that lacks one is not made. Default false. */
  complete?: boolean;
  /** Fastify's logger options. There is one line for each call, and credentials are always redacted. Default off. */
  logger?: FastifyServerOptions['logger'];
  /** Operations, by operationId, that programs call again and again: what succeeds is logged at level debug. Default none. */
  routine?: ReadonlySet<string> | undefined;
  /** What the page at `/` says to people who open the address in a browser. Default what the contract says. */
  home?: Home | undefined;
  /** The largest body that is read, in bytes. Default 1048576. */
  bodyLimit?: number;
  /** Proxies whose X-Forwarded-For is believed. Default none. */
  trustProxy?: FastifyServerOptions['trustProxy'];
  /** Ends TLS here: Node's options, with certificate and key. Default plain HTTP. */
  https?: ServerOptions | undefined;
  /** Told of each call when it has ended, and of its request, which has what was sent: secrets too. Default nobody. */
  observe?: ((call: Call, request: FastifyRequest) => void) | undefined;
  /** Told of attempts that a limit refused unseen; the authorization server has an `onEvent` for the others. Default nobody. */
  onEvent?: AuthenticationObserver | undefined;
  /** Limits failed client authentication, at the OAuth endpoints and by HTTP Basic (`limitAttempts()`). Default no limit. */
  attempts?: Attempts | undefined;
  /** Limits requests, whether they fail or not. Default no limit. */
  limits?: CallLimits | undefined;
}

/**
 * A Fastify instance that serves a contract: it authenticates, checks scopes, then validates, and hands valid requests
 * to the handlers. It does not listen yet.
 *
 * @throws {ContractError} when a handler names an operation that the contract does not have
 * @throws {MissingHandlerError} when it is to be `complete`, and an operation has no handler
 *
 * @example
 * const front = await createFront({ contract, tokens, handlers: { 'pets.get': async () => ({ id: 7 }) } });
 * await front.listen({ port: 8080 });
 */
export async function createFront(options: FrontOptions): Promise<FastifyInstance> {
  const { contract, tokens, handlers = {}, logger = false } = options;
  for (const id of Object.keys(handlers)) contract.operation(id);
  const authorizationServer = 'mount' in tokens ? tokens : undefined;
  const routes = authorizationServer?.routes ?? [];
  const toHandle = operationsToHandle(contract, routes);
  // An operation may be called `toString`.
  const handlerOf = ({ operationId }: Operation) =>
    Object.hasOwn(handlers, operationId) ? handlers[operationId] : undefined;
  const missing = toHandle.filter((operation) => !handlerOf(operation));
  if (options.complete === true && missing.length > 0)
    throw new MissingHandlerError(missing, 'Write a handler for each.');

  const app = fastify({
    logger: loggerOptions(logger),
    logController,
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: options.bodyLimit ?? 1_048_576,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    // A request that has not fully arrived by then holds a connection for nothing.
    requestTimeout: 30_000,
    // Requests on connections that are still open are answered as usual, and told that the connection closes.
    return503OnClosing: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerConnectionError,
    rewriteUrl: ({ url }) => normalizeAddress(url ?? '/'),
    ...(options.https ? { https: { ...connections, ...options.https } } : { http: connections }),
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: false },
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    if (request.is404) ignoreMediaType(request);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new ProblemError('invalid-request', 'Send a Host header (RFC 9112 section 3.2).');
    }
    done();
  });
  readBodies(app);
  answerErrors(app, contract, routes, homeOf(contract, tokens, options.home));
  const observe = observerOf(app, options);
  if (observe) observeCalls(app, contract.operations, observe);

  const { callers } = options.limits ?? {};
  const access = createAccess({
    ...options,
    onIdentified: (principal, request) => {
      noteCaller(request.raw, principal);
      return callers && limitCaller(callers, principal, request, (request as FrontRequest).operation.cost);
    },
  });
  const compiler = createSchemaCompiler(contract.document, (message) => app.log.warn(message));
  for (const operation of toHandle) {
    const handler = handlerOf(operation) ?? options.fallback ?? notImplemented;
    addRoute(app, operation, {
      head:
        operation.method === 'GET' &&
        !contract.operations.some((other) => other.method === 'HEAD' && other.url === operation.url),
      check: access(operation),
      validator: createValidator(contract.document, operation, compiler),
      handler,
    });
  }
  if (options.limits) limitTokenRequests(app, options.limits, tokenRequestEndpoints(contract));
  if (options.attempts) {
    const tell = guardedObserver(options.onEvent, (error) =>
      app.log.error({ err: error }, 'an event was not observed'),
    );
    limitClientAttempts(app, options.attempts, clientEndpoints(contract), tell);
  }
  authorizationServer?.mount(app, options);
  app.get(`/__${identity.slug}/ready`, async () => ({ status: 'ready' }));
  return app;
}

function observerOf(
  app: FastifyInstance,
  { logger = false, observe, routine = new Set() }: Pick<FrontOptions, 'logger' | 'observe' | 'routine'>,
) {
  if (logger === false)
    return observe && ((call: Call, _quiet: boolean, request: FastifyRequest) => observe(call, request));
  const log = logCalls(app.log);
  return (call: Call, quiet: boolean, request: FastifyRequest) => {
    log(call, quiet || (call.status < 400 && routine.has(call.operation?.operationId ?? '')));
    observe?.(call, request);
  };
}

const connections = {
  // Of two Authorization headers Node would take the first and drop the second.
  joinDuplicateHeaders: true,
  // Refused by a hook instead, as a problem.
  requireHostHeader: false,
};

/** Where clients authenticate. */
function clientEndpoints({ endpoints }: Contract): ReadonlySet<string> {
  const { token_endpoint, revocation_endpoint, introspection_endpoint, device_authorization_endpoint } = endpoints;
  return present(token_endpoint, revocation_endpoint, introspection_endpoint, device_authorization_endpoint);
}

/** Where tokens are asked for. */
function tokenRequestEndpoints({ endpoints }: Contract): ReadonlySet<string> {
  return present(endpoints.token_endpoint, endpoints.device_authorization_endpoint);
}

const present = (...paths: (string | undefined)[]) => new Set(paths.filter((path) => path !== undefined));

/** Methods without a body. */
const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

interface Counter {
  /** Answer HEAD as well. */
  head: boolean;
  check: ReturnType<ReturnType<typeof createAccess>>;
  validator: ReturnType<typeof createValidator>;
  handler: Handler;
}

function addRoute(app: FastifyInstance, operation: Operation, { head, check, validator, handler }: Counter): void {
  try {
    const admit = async (request: FastifyRequest) => {
      const front = request as FrontRequest;
      front.operation = operation;
      const principal = await check(request);
      if (principal) front.principal = principal;
    };
    const validate = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
      validator.validate(request);
      done();
    };
    // A body can be held back for as long as a connection lasts: what was revoked meanwhile does not count any more (T4).
    const recheck = async (request: FastifyRequest) => {
      await admit(request);
      validator.validate(request);
    };
    app.route({
      method: operation.method,
      url: operation.url,
      exposeHeadRoute: head,
      // Access first, before the body is read: a stranger learns nothing from validation.
      onRequest: async (request, reply) => {
        if (!operation.requestBody) ignoreMediaType(request);
        // `/pets/` is not a pet with an empty name: nothing is there.
        if (Object.values(request.params as Record<string, string>).includes('')) throw nothingAt(request.url);
        try {
          await admit(request);
        } finally {
          // Set here, not when the answer is sent: later refusals carry it too.
          tellLimit(request, reply);
        }
      },
      ...(operation.requestBody ? { preParsing: async (request) => validator.checkMediaType(request) } : {}),
      preHandler: reads.has(operation.method) ? validate : recheck,
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
