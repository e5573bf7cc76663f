import type { Contract } from './contract/contract.ts';
import type { Operation } from './contract/operation.ts';

/** Operations that the authorization server does not answer. */
export function operationsToHandle(
  contract: Contract,
  routes: readonly { method: string; path: string }[],
): readonly Operation[] {
  return contract.operations.filter(
    ({ method, fullPath }) => !routes.some((route) => route.method === method && route.path === fullPath),
  );
}

/** Operations of the contract have no handler, in a server that is to have all of them. The message names them. */
export class MissingHandlerError extends Error {
  override name = 'MissingHandlerError';
  /** Their operationIds. */
  readonly operationIds: readonly string[];

  constructor(operations: readonly Operation[], remedy: string) {
    const operationIds = operations.map(({ operationId }) => operationId);
    const [subject, verb] =
      operationIds.length === 1 ? ['1 operation', 'has'] : [`${operationIds.length} operations`, 'have'];
    super(`${subject} of the contract ${verb} no handler: ${operationIds.join(', ')}. ${remedy}`);
    this.operationIds = operationIds;
  }
}
