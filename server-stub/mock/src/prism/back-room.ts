import { ProblemError, type Contract, type FrontRequest, type Handler, type Operation } from '@guichet/front';
import type { FastifyReply } from 'fastify';
import { answerLate } from '../late.ts';
import { createAnswers, type Answers, type Wish } from './answers.ts';
import type { MockResponse } from './mocker.ts';
import { requestedPage } from './paging.ts';
import { appliedPreferences, parsePrefer, type Preference } from './prefer.ts';
import { countRemaining } from './remaining.ts';
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

export interface BackRoomOptions {
  /** Aborted when the server closes: answers that `Prefer: wait` delays are sent then. Default: they are waited for. */
  closing?: AbortSignal;
  /**
   * Say in each answer that no handler made it: `X-Answered-By: contract-example`. For a server whose other operations
   * have handlers. Default false: in a mock it goes without saying.
   */
  mark?: boolean;
}

/**
 * A handler that answers any operation from the contract: its first success with the first named example, or what the
 * client wishes by `Prefer` (RFC 7240): `code=404`, `example=gone`, `dynamic=true`, `seed=7`, `wait=2`. Every JSON body
 * is valid by its schema; where none can be found the answer is 501. Access and validation of requests are the front's.
 *
 * @example
 * const front = await createFront({ contract, tokens, handlers, fallback: prismBackRoom(contract, { mark: true }) });
 */
export function prismBackRoom(contract: Contract, { closing, mark = false }: BackRoomOptions = {}): Handler {
  let answers: Promise<Answers> | undefined;
  const responses = new Map<string, DeclaredResponse[]>();
  const withRemaining = countRemaining();

  return async (request, reply) => {
    const { operation } = request;
    const preference = request.headers['prefer'] === undefined ? {} : parsePrefer(request.headers['prefer']);
    let declared = responses.get(operation.operationId);
    if (!declared) responses.set(operation.operationId, (declared = declaredResponses(contract, operation)));
    const wish = wishOf(request, preference, declared);
    const { answer } = await (answers ??= createAnswers(contract, (message) => request.server.log.warn(message)));
    const response = answer(operation, declared, wish);
    await answerLate((preference.wait ?? 0) * 1000, reply, closing);
    if (mark) reply.header('x-answered-by', 'contract-example');
    const applied = appliedPreferences(preference);
    if (applied !== undefined) reply.header('preference-applied', applied);
    return send({ ...response, headers: withRemaining(response.headers, request) }, request, reply);
  };
}

function wishOf(request: FrontRequest, preference: Preference, declared: readonly DeclaredResponse[]): Wish {
  const { example, seed } = preference;
  const code = chooseCode(declared, preference);
  // A seed says nothing of an example, so whoever gives one wants a body invented.
  const dynamic = example === undefined && (preference.dynamic ?? seed !== undefined);
  const page = code === undefined || code < 300 ? requestedPage(request) : undefined;
  const response =
    code === undefined ? declared.find(({ code: each }) => each.startsWith('2')) : responseFor(declared, code);
  const mediaTypes = acceptable(request.headers.accept, response);
  return {
    ...(code === undefined ? {} : { code }),
    ...(example === undefined ? {} : { example }),
    ...(dynamic ? { dynamic } : {}),
    ...(dynamic && seed !== undefined ? { seed } : {}),
    ...(page === undefined || example !== undefined ? {} : { page }),
    ...(mediaTypes ? { mediaTypes } : {}),
  };
}

/** Media types in the client's order, when there is something to choose. Errors have one and are never refused for it. */
function acceptable(accept: string | undefined, response: DeclaredResponse | undefined): string[] | undefined {
  if (!accept || !response || response.mediaTypes.length < 2) return undefined;
  const ranges = accept.split(',').map((range) => (range.split(';', 1)[0] ?? '').trim());
  const wanted = ranges.filter((range) => response.mediaTypes.some((type) => matches(type, range)));
  return wanted.length > 0 ? [...new Set(wanted)] : undefined;
}

function matches(type: string, range: string): boolean {
  return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}

function send({ statusCode, headers, body }: MockResponse, request: FrontRequest, reply: FastifyReply): FastifyReply {
  reply.code(statusCode);
  for (const [name, value] of Object.entries(headers)) {
    if (!notFromContract.has(name.toLowerCase()) && (typeof value === 'string' || typeof value === 'number'))
      reply.header(name, value);
  }
  if (body === undefined || statusCode === 204) return reply.send();
  const type = mediaTypeOf(headers['Content-type'], body);
  reply.type(type);
  if (!/json/.test(type)) return reply.send(textOf(body, type, request.operation));
  return reply
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(/problem\+json/.test(type) ? withRequestId(body, request) : body);
}

/** Contracts may declare a range, such as any type: a header names one. */
function mediaTypeOf(declared: unknown, body: unknown): string {
  if (typeof declared === 'string' && !declared.includes('*')) return declared;
  return typeof body === 'string' ? 'text/plain' : 'application/json';
}

/** @throws {ProblemError} 501 for what is not text: nothing says how it is written in that media type */
function textOf(body: unknown, type: string, operation: Operation): string {
  if (typeof body === 'string') return body;
  throw new ProblemError(
    'not-implemented',
    `The mock writes JSON and text, and has no text for ${operation.operationId} in ${type}. Accept another media type, or give the contract an example that is a string.`,
  );
}

/** A problem names the request it is about, so that a client can be tested for quoting the right id. */
function withRequestId(body: unknown, { id }: FrontRequest): unknown {
  return typeof body === 'object' && body !== null && 'requestId' in body ? { ...body, requestId: id } : body;
}
