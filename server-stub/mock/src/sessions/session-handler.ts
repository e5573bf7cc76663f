import { invalidToken, ProblemError, type Contract, type FrontRequest, type Handler } from '@guichet/front';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerLate } from '../late.ts';
import { declaredResponses, responseFor } from '../prism/responses.ts';
import type { Amendment } from './amendments.ts';
import type { AnsweredBy } from './journal.ts';
import type { CheckedOverride } from './overrides.ts';
import type { Session } from './session.ts';

export interface SessionHandlerOptions {
  contract: Contract;
  /** Answers from the contract, as its `Prefer` header wishes. */
  backRoom: Handler;
  sessionOf(request: FastifyRequest): Session | undefined;
  amend(request: FastifyRequest, amendment: Amendment): void;
  noteAnswer(request: FastifyRequest, by: AnsweredBy): void;
  /** Aborted when the mock closes: nobody waits for late answers then. */
  closing: AbortSignal;
}

/** Answers as the session of the caller wants it: by its scenario, by an override, else from the contract. */
export function sessionHandler(options: SessionHandlerOptions): Handler {
  const { contract, backRoom, sessionOf, amend, noteAnswer, closing } = options;

  return async (request, reply) => {
    const session = sessionOf(request);
    if (!session) return fromContract(request, reply);
    const { delay, refusal } = session.scenario?.answerCall(session.clock.now) ?? { delay: 0 };
    // Taken at once: of two calls at the same time, one is the last that an override answers.
    const override = refusal === undefined ? session.overrides.take(request.operation.operationId) : undefined;
    await answerLate(delay + (override?.delay ?? 0), reply, closing);
    if (refusal !== undefined) return refuse(request, reply, refusal);
    return override ? answer(request, reply, override) : fromContract(request, reply);
  };

  function fromContract(request: FrontRequest, reply: FastifyReply) {
    noteAnswer(request, 'contract');
    return backRoom(request, reply);
  }

  async function refuse(request: FrontRequest, reply: FastifyReply, status: 401 | 429 | 503) {
    noteAnswer(request, 'scenario');
    if (status === 401) throw invalidToken('The credential behind the token was revoked or has expired.');
    const headers = { 'retry-after': '1' };
    const refusal = new ProblemError(
      status === 429 ? 'rate-limited' : 'unavailable',
      'This is the scenario of the credential. Try again in 1 s.',
      { headers },
    );
    if (!responseFor(declaredResponses(contract, request.operation), status)) throw refusal;
    amend(request, { headers });
    return askFor(request, reply, { status }).catch((error: unknown) => {
      throw error instanceof ProblemError ? refusal : error;
    });
  }

  async function answer(request: FrontRequest, reply: FastifyReply, override: CheckedOverride) {
    noteAnswer(request, 'override');
    const { status, headers = {}, mediaType } = override;
    const body = 'body' in override && mediaType !== undefined ? { mediaType, value: override.body } : undefined;
    amend(request, { headers, ...(body ? { body } : {}) });
    return askFor(request, reply, override).catch((error: unknown) => {
      // The contract has no example to take headers from. None is needed: the body is given.
      if (!(error instanceof ProblemError) || !body) throw error;
      return reply.code(status).send('');
    });
  }

  /** The back room's answer to the request, had it preferred a status and an example. */
  async function askFor(
    request: FrontRequest,
    reply: FastifyReply,
    { status, example }: { status: number; example?: string },
  ) {
    const { prefer: _prefer, accept: _accept, ...headers } = request.headers;
    const prefer = `code=${status}${example === undefined ? '' : `, example="${example.replaceAll(/["\\]/g, String.raw`\$&`)}"`}`;
    const wish = Object.create(request, { headers: { value: { ...headers, prefer } } }) as FrontRequest;
    return backRoom(wish, reply);
  }
}
