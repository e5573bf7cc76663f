import type { FrontRequest, Principal } from '@guichet/front';
import type { FastifyReply } from 'fastify';
import type { OperationTypes } from './generated/operation-types.gen.ts';
import type { PageQuery } from './store/pages.ts';

/** What the contract generates for an operation. */
interface Shape {
  query?: unknown;
  path?: unknown;
  body?: unknown;
}

/** A request that the front let through: its input is valid by the contract, and access was granted. */
export type Call<Data extends Shape = Shape> = FrontRequest & {
  query: NonNullable<Data['query']>;
  params: NonNullable<Data['path']>;
  body: Data['body'];
};

/** Answers an operation with a success of the contract, or sends one itself and returns the reply. */
export type Operation<Data extends Shape, Responses> = (
  call: Call<Data>,
  reply: FastifyReply,
) => Responses[keyof Responses] | Promise<Responses[keyof Responses] | FastifyReply>;

/** What is generated of the operations of a contract: what they are sent, and what they answer, by operationId. */
type OperationShapes<Operations> = Record<keyof Operations, { data: Shape; responses: unknown }>;

/**
 * A handler for each operation of a contract, with input and answers as the contract types them: an operation without a
 * handler does not compile, nor does what no longer fits when the contract changes.
 */
export type HandlersFor<Operations extends OperationShapes<Operations>> = {
  [Id in keyof Operations]: Operation<Operations[Id]['data'], Operations[Id]['responses']>;
};

/** Those of our contract, except the operations of the authorization server. */
export type Handlers = HandlersFor<OperationTypes>;

/** The handlers of one part of the server. */
export type HandlersOf<Part extends string> = Pick<Handlers, Extract<keyof Handlers, `${Part}.${string}`>>;

/** Who calls. */
export function principalOf(call: Pick<FrontRequest, 'principal' | 'operation'>): Principal {
  if (call.principal === undefined)
    throw new TypeError(`${call.operation.operationId} needs a principal, but requires no authentication.`);
  return call.principal;
}

export function pageOf({ query: { page = 1, limit = 20 } }: { query: Partial<PageQuery> }): PageQuery {
  return { page, limit };
}

/** The `Idempotency-Key` of a request, and whose it is: the same key of somebody else is another key. */
export function keyedRequest(call: Pick<FrontRequest, 'principal' | 'operation' | 'headers' | 'params' | 'body'>) {
  const { kind, clientId = '', subject, user } = principalOf(call);
  const key = call.headers['idempotency-key'];
  return {
    scope: [call.operation.operationId, kind, clientId, subject, user?.subject ?? ''].join(' '),
    key: typeof key === 'string' ? key : undefined,
    // The same body for another resource is another request.
    request: { params: call.params, body: call.body },
  };
}
