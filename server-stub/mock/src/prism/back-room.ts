import { ProblemError, type Contract, type FrontRequest, type Handler, type Operation } from '@guichet/front';
import type { FastifyReply } from 'fastify';
import { MockerError, loadMocker, type Mocker, type MockRequest, type MockResponse } from './mocker.ts';
import { exampleOfPage, turn } from './paging.ts';
import { parsePrefer } from './prefer.ts';
import { chooseCode, declaredResponses, responseFor, type DeclaredResponse } from './responses.ts';

/** Headers that the front or Node answers for. */
const notFromContract = new Set([
  'x-request-id',
  'content-length',
  'transfer-encoding',
  'connection',
  'date',
  'content-type',
]);

/**
 * A handler that answers any operation from the contract: its first success with the first named example, or what the
 * client wishes by `Prefer: code=404`, `Prefer: example=gone` or `Prefer: dynamic=true`. Access and validation are the
 * front's.
 *
 * @example
 * const front = await createFront({ contract, tokens, handlers, fallback: prismBackRoom(contract) });
 */
export function prismBackRoom(contract: Contract): Handler {
  let mocker: Promise<Mocker> | undefined;
  const responses = new Map<string, DeclaredResponse[]>();
  // Static answers never change. The keys come out of the contract, so there is an end to them.
  const answers = new Map<string, MockResponse>();

  return async (request, reply) => {
    const { operation } = request;
    let declared = responses.get(operation.operationId);
    if (!declared) responses.set(operation.operationId, (declared = declaredResponses(contract, operation)));
    const wish = mockRequest(request, declared);
    const key = wish.dynamic ? undefined : `${operation.operationId} ${JSON.stringify(wish)}`;
    let answer = key === undefined ? undefined : answers.get(key);
    if (!answer) {
      answer = ask(await (mocker ??= loadMocker(contract)), operation, wish);
      if (key !== undefined) answers.set(key, answer);
    }
    return send(wish.dynamic || wish.code ? answer : { ...answer, body: turn(answer.body, request) }, request, reply);
  };
}

function mockRequest(request: FrontRequest, declared: readonly DeclaredResponse[]): MockRequest {
  const preference = parsePrefer(request.headers['prefer']);
  const code = chooseCode(declared, preference);
  const response =
    code === undefined ? declared.find(({ code: each }) => each.startsWith('2')) : responseFor(declared, code);
  const example = preference.example ?? (code || preference.dynamic ? undefined : exampleOfPage(request, response));
  const mediaTypes = acceptable(request.headers.accept, response);
  return {
    ...(code === undefined ? {} : { code }),
    ...(example === undefined ? {} : { example }),
    ...(preference.dynamic ? { dynamic: true } : {}),
    ...(mediaTypes ? { mediaTypes } : {}),
  };
}

/** Media types in the client's order, when there is something to choose. Errors have one and are never refused for it. */
function acceptable(accept: string | undefined, response: DeclaredResponse | undefined): string[] | undefined {
  if (!accept || !response || response.mediaTypes.length < 2) return undefined;
  const ranges = accept.split(',').map((range) => (range.split(';', 1)[0] ?? '').trim());
  const wanted = ranges.filter((range) => response.mediaTypes.some((type) => matches(type, range)));
  return wanted.length > 0 ? wanted : undefined;
}

function matches(type: string, range: string): boolean {
  return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}

function ask(mocker: Mocker, operation: Operation, wish: MockRequest): MockResponse {
  try {
    return mocker(operation, wish);
  } catch (error) {
    if (!(error instanceof MockerError)) throw error;
    const detail = `The contract gives the mock nothing to answer ${operation.operationId} with: ${error.message} Add an example to it.`;
    throw new ProblemError(error.status === 406 ? 'not-acceptable' : 'not-implemented', detail, { cause: error });
  }
}

function send({ statusCode, headers, body }: MockResponse, request: FrontRequest, reply: FastifyReply): FastifyReply {
  reply.code(statusCode);
  for (const [name, value] of Object.entries(headers)) {
    if (!notFromContract.has(name.toLowerCase()) && (typeof value === 'string' || typeof value === 'number'))
      reply.header(name, value);
  }
  if (body === undefined || statusCode === 204) return reply.send();
  const type = String(headers['Content-type'] ?? 'application/json');
  reply.type(type);
  if (typeof body === 'string' && !/json/.test(type)) return reply.send(body);
  return reply
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(/problem\+json/.test(type) ? withRequestId(body, request) : body);
}

/** A problem names the request it is about, so that a client can be tested for quoting the right id. */
function withRequestId(body: unknown, { id }: FrontRequest): unknown {
  return typeof body === 'object' && body !== null && 'requestId' in body ? { ...body, requestId: id } : body;
}
