import type { FastifyRequest } from 'fastify';

export type ControlMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request that the control API takes. */
export interface ControlRoute {
  method: ControlMethod;
  /** Below the control API, such as `/sessions/:id`. */
  path: string;
  /** Of the answer; 204 has no body. */
  status: number;
  /** @returns the body of the answer */
  handle(request: FastifyRequest): unknown;
}
