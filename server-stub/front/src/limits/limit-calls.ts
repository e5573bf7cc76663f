import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import { networksOf } from './networks.ts';
import {
  oauthRateLimited,
  rateLimited,
  rateLimitHeaders,
  takeDecided,
  type RateLimits,
  type RateLimitState,
} from './rate-limits.ts';

export interface CallLimits {
  /** For each client, API key and person: their calls, and the token requests of clients. Default no limit. */
  callers?: RateLimits | undefined;
  /** For each address (IPv6: each /64): all requests where tokens are asked for, whoever makes them. Default no limit. */
  addresses?: RateLimits | undefined;
}

/** What a request met, by Node's request: oidc-provider knows no other. */
const states = new WeakMap<IncomingMessage, RateLimitState>();
/** The limits of callers, for token requests under way. */
const underWay = new WeakMap<IncomingMessage, RateLimits>();

/**
 * Counts a call for its caller, once: a write is looked at twice.
 *
 * @param cost of its operation
 * @throws {ProblemError} 429
 */
export async function limitCaller(
  callers: RateLimits,
  principal: Principal,
  request: FastifyRequest,
  cost: number,
): Promise<void> {
  if (states.has(request.raw)) return;
  const state = await takeDecided(callers, callerOf(principal), cost);
  states.set(request.raw, state);
  if (!state.allowed) throw rateLimited(state);
}

/** Puts what is left of the limit on an answer, whatever it will be. */
export function tellLimit(request: FastifyRequest, reply: FastifyReply): void {
  const state = states.get(request.raw);
  if (state) void reply.headers(rateLimitHeaders(state));
}

/**
 * Limits requests for tokens: by address before anything is looked at, and by client once it has authenticated. Call it before
 * their routes are added.
 *
 * @param paths of the endpoints; their POST routes are limited
 */
export function limitTokenRequests(
  app: FastifyInstance,
  { addresses, callers }: CallLimits,
  paths: ReadonlySet<string>,
): void {
  app.addHook('onRoute', (route) => {
    if (route.method !== 'POST' || !paths.has(route.url)) return;
    route.onRequest = [route.onRequest ?? []].flat().concat(async (request, reply) => {
      if (callers) underWay.set(request.raw, callers);
      if (!addresses) return undefined;
      const state = await takeDecided(addresses, networksOf(request.ip).home);
      states.set(request.raw, state);
      if (state.allowed) return undefined;
      const { status, headers, body } = oauthRateLimited(state);
      return reply.code(status).headers(headers).send(body);
    });
  });
}

/**
 * Counts a token request for the client that has authenticated: it uses 1 of what its calls use.
 *
 * @returns whether it may go on; if not, the answer is to be that of `limitOfAnswer`
 */
export async function limitClient(request: IncomingMessage, clientId: string): Promise<boolean> {
  const callers = underWay.get(request);
  if (!callers) return true;
  const state = await takeDecided(callers, callerOf({ kind: 'client', clientId, subject: clientId }));
  states.set(request, state);
  return state.allowed;
}

/** What an answer of an OAuth endpoint says of the limit: headers, and the refusal where there is one. */
export function limitOfAnswer(request: IncomingMessage) {
  const state = states.get(request);
  if (!state) return undefined;
  const refusal = state.allowed ? undefined : oauthRateLimited(state);
  return { headers: refusal?.headers ?? rateLimitHeaders(state), refusal };
}

const callerOf = ({ kind, clientId, subject }: Pick<Principal, 'kind' | 'clientId' | 'subject'>) =>
  kind === 'user' ? `user ${subject}` : `${kind} ${clientId ?? subject}`;
