import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from './access/principal.ts';
import type { Operation } from './contract/operation.ts';

/** A request that passed the front: its operation, who calls (nobody on an open operation), and typed, valid input. */
export type FrontRequest = FastifyRequest & { operation: Operation; principal?: Principal };

/**
 * Answers an operation, as a Fastify handler does. Throw a `ProblemError` for an error of the contract.
 *
 * Written as a method, so that a handler may type its request more narrowly, as generated types do: what it gets has
 * been validated against the contract.
 */
export type Handler = { handle(request: FrontRequest, reply: FastifyReply): unknown }['handle'];
