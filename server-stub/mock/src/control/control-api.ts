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
import type { CheckedOverride, Override } from '../sessions/overrides.ts';
import type { Session } from '../sessions/session.ts';
import type { SessionRequest, Sessions } from '../sessions/sessions.ts';
import { controlPath } from './control-path.ts';
import { assertionSchema, clockSchema, overrideSchema, overridesSchema, sessionSchema } from './request-schemas.ts';

export interface ControlOptions {
  contract: Contract;
  sessions: Sessions;
  /** What is told of a session once, when it is created: the secret is in it. */
  present(session: Session): object;
  /** Whether the authorization server answers an operation. */
  isOAuth(operation: Operation): boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * Puts the control API of the mock on a front: sessions are created, told what to answer, advanced in time, asked and
 * ended there. Whoever reaches it may use it.
 */
export function mountControl(app: FastifyInstance, { contract, sessions, present, isOAuth }: ControlOptions): void {
  const compiler = createSchemaCompiler({ openapi: '3.1.0' }, () => {});
  const [session, override, overrides, clock, assertion] = [
    sessionSchema,
    overrideSchema,
    overridesSchema,
    clockSchema,
    assertionSchema,
  ].map((schema) => compiler.check(schema)) as [Check, Check, Check, Check, Check];
  const checkOverride = createOverrideCheck(contract, isOAuth);
  const routes: { method: Method; path: string }[] = [{ method: 'GET', path: '/ready' }];

  const add = (method: Method, path: string, handle: (request: FastifyRequest) => unknown, status = 200) => {
    routes.push({ method, path });
    app.route({
      method,
      url: controlPath + path,
      exposeHeadRoute: false,
      config: { quiet: true },
      preParsing: async (request) => refuseOtherTypes(request),
      handler: async (request, reply) => {
        void reply.code(status).header('cache-control', 'no-store');
        return status === 204 ? (handle(request), reply.send()) : handle(request);
      },
    });
  };

  add(
    'POST',
    '/sessions',
    (request) => {
      const wish = read<SessionRequest>(session, request.body ?? {});
      const unknown = (wish.scopes ?? []).filter((scope) => !contract.scopes.includes(scope));
      if (unknown.length > 0) {
        throw invalid([
          { pointer: '#/scopes', detail: `has ${unknown.join(' ')}, and the contract ${contract.scopes.join(' ')}` },
        ]);
      }
      return present(sessions.create(wish));
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
        throw new ProblemError('conflict', `${found.id} is there from the start and stays. Reset it instead.`);
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
      found.overrides.add(...(allowed([read<Override>(override, request.body)], '#') as [CheckedOverride]));
      return { overrides: found.overrides.list() };
    },
    201,
  );
  add('POST', '/sessions/:id/clock', (request) => {
    const found = sessionOf(request);
    found.clock.advance(read<{ advance: number }>(clock, request.body).advance);
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
    const outcome = judge(expected, journal);
    if (!outcome.passed) throw new ProblemError('conflict', outcome.detail);
    return outcome;
  });
  add('POST', '/sessions/:id/reset', (request) => sessions.reset(sessionOf(request)), 204);

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
    throw new ProblemError(
      'not-found',
      `There is no session "${id}": it has ended, or never was. Create one by POST ${controlPath}/sessions.`,
    );
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
      throw invalid([{ parameter: 'status', detail: 'is no status of HTTP' }]);
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

function nothingHere(request: FastifyRequest, routes: readonly { method: Method; path: string }[]): ProblemError {
  const [pathname = ''] = request.url.split('?', 1);
  const here = routes.filter(({ path }) =>
    new RegExp(`^${controlPath}${path.replace(':id', '[^/]+')}$`).test(pathname),
  );
  if (here.length > 0) {
    const allow = here.map(({ method }) => method).join(', ');
    return new ProblemError('method-not-allowed', `Use ${allow} here, not ${request.method}.`, { headers: { allow } });
  }
  const list = routes.map(({ method, path }) => `${method} ${controlPath}${path.replace(':id', '{id}')}`);
  return new ProblemError('not-found', `Nothing is at ${pathname}. There is ${list.join(', ')}.`);
}
