import type { Contract } from '@guichet/front';
import type { FastifyInstance } from 'fastify';
import { createResponseCheck } from './contract-check.ts';

export interface CallOptions {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
  /** Skips the comparison with the contract, for answers it does not describe. */
  undeclared?: boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  text: string;
  // Tests look into answers of many shapes; the contract check has validated them.
  body: any;
}

export type Call = (operationId: string, path: string, options?: CallOptions) => Promise<Answer>;

/** Calls operations of a server without a socket, and holds every answer against its contract. */
export function callerOf({ app, contract }: { app: FastifyInstance; contract: Contract }): Call {
  const check = createResponseCheck(contract);
  return async (operationId, path, options = {}) => {
    const operation = contract.operation(operationId);
    const { token, body, headers } = options;
    const response = await app.inject({
      method: operation.method as 'GET',
      url: path,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const text = response.body;
    const parsed: unknown = text === '' ? undefined : JSON.parse(text);
    if (options.undeclared !== true) {
      const type = String(response.headers['content-type'] ?? '');
      const wrong = check(operation, response.statusCode, type, parsed);
      if (wrong.length > 0)
        throw new Error(`${operationId} breaks the contract: ${wrong.join('; ')}\n${text.slice(0, 400)}`);
    }
    return { status: response.statusCode, headers: response.headers, text, body: parsed };
  };
}
