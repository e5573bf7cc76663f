import {
  bodyErrors,
  createSchemaCompiler,
  ProblemError,
  type Check,
  type Contract,
  type Operation,
  type ProblemDetail,
} from '@guichet/front';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { judge, type Assertion } from '../sessions/assertions.ts';
import { createOverrideCheck, nearest } from '../sessions/override-check.ts';
import { overrideLimit, type CheckedOverride, type Override } from '../sessions/overrides.ts';

import type { Session } from '../sessions/session.ts';
import type { SessionRequest, Sessions } from '../sessions/sessions.ts';
import { controlPath } from './control-path.ts';
import type { ControlMethod, ControlRoute } from './control-route.ts';
import { assertionSchema, clockSchema, overrideSchema, overridesSchema } from './request-schemas.ts';
import type { createSessionCheck } from './session-request.ts';

export interface ControlOptions {
  contract: Contract;
  sessions: Sessions;
  /** What is told of a session once, when it is created: the secret is in it. */
  present(session: Session): object;
  checkSession: ReturnType<typeof createSessionCheck>;
  /** What is there beside the sessions. */
  routes: readonly ControlRoute[];
  /** Whether the authorization server answers an operation. */
  isOAuth(operation: Operation): boolean;
}

const methods: readonly ControlMethod[] = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * Puts the control API of the mock on a front: sessions are created, told what to answer, advanced in time, asked and
 * ended there. Whoever reaches it may use it.
 */
export function mountControl(app: FastifyInstance, options: ControlOptions): void {
  const { contract, sessions, present, checkSession, isOAuth } = options;
  const compiler = createSchemaCompiler({ openapi: '3.1.0' }, () => {});
  const [override, overrides, clock, assertion] = [overrideSchema, overridesSchema, clockSchema, assertionSchema].map(
    (schema) => compiler.check(schema),
  ) as [Check, Check, Check, Check];
  const checkOverride = createOverrideCheck(contract, isOAuth);
  const routes: Pick<ControlRoute, 'method' | 'path'>[] = [{ method: 'GET', path: '/ready' }];

  const add = (method: ControlMethod, path: string, handle: ControlRoute['handle'], status = 200) => {
    routes.push({ method, path });
    app.route({
      method,
      url: controlPath + path,
      exposeHeadRoute: false,
      config: { quiet: true },
      preParsing: async (request) => refuseOtherTypes(request),
      handler: async (request, reply) => {
        void reply.code(status).header('cache-control', 'no-store');
        const body = await handle(request);
        return status === 204 ? reply.send() : body;
      },
    });
  };

  add(
    'POST',
    '/sessions',
    (request) => {
      const wish = request.body ?? {};
      const fault = checkSession(wish);
      if (fault) throw invalid(fault.errors);
      return present(sessions.create(wish as SessionRequest));
    },
    201,
  );
  add('GET', '/sessions/:id', (request) => sessionOf(request).state);
  add(
    'DELETE',
    '/sessions/:id',
    (request) => {
      const found = sessionOf(request);
      if (sessions.isFixed(found)) {
        throw new ProblemError(
          'conflict',
          `${found.id} is there from the start and cannot be ended. Reset it instead.`,
        );
      }
      sessions.end(found);
    },
    204,
  );
  add('GET', '/sessions/:id/overrides', (request) => ({ overrides: sessionOf(request).overrides.list() }));
  add('PUT', '/sessions/:id/overrides', (request) => {
    const found = sessionOf(request);
    found.overrides.replace(allowed(read<Override[]>(overrides, request.body)));
    return { overrides: found.overrides.list() };
  });
  add(
    'POST',
    '/sessions/:id/overrides',
    (request) => {
      const found = sessionOf(request);
      const [added] = allowed([read<Override>(override, request.body)], '#');
      if (added && !found.overrides.add(added)) {
        throw new ProblemError(
          'conflict',
          `The session has ${overrideLimit} overrides that still answer, and there is no room for more. Replace them with PUT, or reset the session.`,
        );
      }
      return { overrides: found.overrides.list() };
    },
    201,
  );
  add('POST', '/sessions/:id/clock', (request) => {
    const found = sessionOf(request);
    const { advance } = read<{ advance: number }>(clock, request.body);
    try {
      found.clock.advance(advance);
    } catch (error) {
      throw error instanceof RangeError ? invalid([{ pointer: '#/advance', detail: error.message }]) : error;
    }
    const { now, advanced } = found.state;
    return { now, advanced };
  });
  add('GET', '/sessions/:id/journal', (request) => {
    const { journal } = sessionOf(request);
    return { entries: journal.entries(filterOf(request)), dropped: journal.dropped };
  });
  add('POST', '/sessions/:id/assertions', (request) => {
    const { journal } = sessionOf(request);
    const expected = read<Assertion>(assertion, request.body);
    knownOperation(expected.operationId, { pointer: '#/operationId' });
    refuseContradiction(expected);
    const outcome = judge(expected, journal);
    if (!outcome.passed) throw new ProblemError('conflict', outcome.detail);
    return outcome;
  });
  add('POST', '/sessions/:id/reset', (request) => sessions.reset(sessionOf(request)), 204);
  for (const { method, path, status, handle } of options.routes) add(method, path, handle, status);

  app.route({
    method: [...methods, 'PATCH', 'OPTIONS'],
    url: `${controlPath}/*`,
    config: { quiet: true },
    handler: async (request) => {
      throw nothingHere(request, routes);
    },
  });

  function sessionOf(request: FastifyRequest): Session {
    const { id } = request.params as { id: string };
    const found = sessions.find(id);
    if (found) return found;
    throw noSession(id);
  }

  function allowed(list: readonly Override[], at?: string): CheckedOverride[] {
    const verdicts = list.map((each) => checkOverride(each));
    const errors = verdicts.flatMap((verdict, index) =>
      'errors' in verdict
        ? verdict.errors.map(({ pointer = '#', ...rest }) => ({
            ...rest,
            pointer: (at ?? `#/${index}`) + pointer.slice(1),
          }))
        : [],
    );
    if (errors.length > 0) throw invalid(errors, 'The contract forbids such an answer.');
    return verdicts.flatMap((verdict) => ('override' in verdict ? [verdict.override] : []));
  }

  function filterOf({ query }: FastifyRequest) {
    const { operationId, status, ...others } = query as Record<string, string | string[] | undefined>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      throw invalid([{ parameter: unknown, detail: 'is not known: use operationId or status' }]);
    if (Array.isArray(operationId) || Array.isArray(status)) {
      throw invalid([
        { parameter: Array.isArray(status) ? 'status' : 'operationId', detail: 'was sent more than once' },
      ]);
    }
    if (status !== undefined && !/^[1-5]\d\d$/.test(status)) {
      throw invalid([{ parameter: 'status', detail: 'is not an HTTP status' }]);
    }
    knownOperation(operationId, { parameter: 'operationId' });
    return { operationId, status: status === undefined ? undefined : Number(status) };
  }

  /** A name that is misspelt would be found nowhere, and prove nothing. */
  function knownOperation(name: string | undefined, where: Omit<ProblemDetail, 'detail'>): void {
    const names = contract.operations.map(({ operationId }) => operationId);
    if (name === undefined || names.includes(name)) return;
    throw invalid([{ ...where, detail: `is not in the contract, which has ${nearest(name, names).join(', ')}` }]);
  }
}

function noSession(id: string): ProblemError {
  const name = id.length > 100 ? `${id.slice(0, 100)}...` : id;
  return new ProblemError(
    'not-found',
    `There is no session "${name}": it has ended, or never existed. Create one with POST ${controlPath}/sessions.`,
  );
}

/** What cannot all hold is a slip, not an expectation that failed. */
function refuseContradiction({ times, atLeast, atMost }: Assertion): void {
  if (times !== undefined && (atLeast !== undefined || atMost !== undefined)) {
    throw invalid([{ pointer: '#/times', detail: 'is exact: give either times, or atLeast and atMost' }]);
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw invalid([{ pointer: '#/atLeast', detail: `must not be greater than atMost, which is ${atMost}` }]);
  }
}

function refuseOtherTypes({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || /^application\/(?:[\w.+-]+\+)?json\b/i.test(type ?? '')) return;
  throw new ProblemError(
    'unsupported-media-type',
    `Send the body as application/json${type ? `, not ${type}` : ', and name it in Content-Type'}.`,
  );
}

function read<T>(check: Check, body: unknown): T {
  const errors = body === undefined ? [{ pointer: '#', detail: 'a body is required' }] : bodyErrors(check(body));
  if (errors.length > 0) throw invalid(errors);
  return body as T;
}

function invalid(errors: readonly ProblemDetail[], what = 'The request is not valid.'): ProblemError {
  return new ProblemError('invalid-request', `${what} Correct what is listed in errors and send it again.`, { errors });
}

function nothingHere(request: FastifyRequest, routes: readonly Pick<ControlRoute, 'method' | 'path'>[]): ProblemError {
  const [pathname = ''] = request.url.split('?', 1);
  const here = routes.filter(({ path }) =>
    new RegExp(`^${controlPath}${path.replace(':id', '[^/]+')}$`).test(pathname),
  );
  // The router takes no parameter that long.
  if (here.some(({ method }) => method === request.method)) return noSession(pathname.split('/')[3] ?? '');
  if (here.length > 0) {
    const allow = here.map(({ method }) => method).join(', ');
    return new ProblemError('method-not-allowed', `Use ${allow} here, not ${request.method}.`, { headers: { allow } });
  }
  const list = routes.map(({ method, path }) => `${method} ${controlPath}${path.replace(':id', '{id}')}`);
  return new ProblemError('not-found', `There is nothing at ${pathname}. Known are ${list.join(', ')}.`);
}
