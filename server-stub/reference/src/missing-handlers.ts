import { MissingHandlerError, type Contract, type Handler, type Operation } from '@guichet/front';
import type { Config } from './config.ts';
import { serverHandlers, type HandlerParts } from './handlers.ts';

/**
 * Operations of a contract that no handler answers, nor the authorization server. Known before anything is open, as handlers
 * only close over their parts: a server that is refused has changed nothing in its database.
 */
export function missingHandlers(contract: Contract, config: HandlerParts['config']): Operation[] {
  const handlers = serverHandlers({ contract, config } as HandlerParts);
  const answered = new Set(
    Object.entries(contract.endpoints).map(([name, path]) => `${byGet.has(name) ? 'GET' : 'POST'} ${path}`),
  );
  return contract.operations.filter(
    ({ operationId, method, fullPath }) =>
      !answered.has(`${method} ${fullPath}`) && !Object.hasOwn(handlers, operationId),
  );
}

/** Endpoints of the authorization server that are read; the others take forms (RFC 6749, 7009, 7662, 8628). */
const byGet: ReadonlySet<string> = new Set(['authorization_endpoint', 'jwks_uri', 'metadata']);

/**
 * Who answers operations that have no handler: in development the mock's room, from the contract's examples. Nobody where
 * they are allowed to be missing (501), and nobody in production, where the server is not made without them.
 *
 * @throws MissingHandlerError when nobody can
 */
export async function standIn(
  missing: readonly Operation[],
  contract: Contract,
  { production, allowMissing }: Pick<Config, 'production' | 'allowMissing'>,
): Promise<Handler | undefined> {
  if (missing.length === 0 || allowMissing) return undefined;
  if (production)
    throw new MissingHandlerError(missing, `Production does not answer from examples: write them, or ${allowed}.`);
  // Here and nowhere else: a server that has all its handlers does without the mock and what it depends on.
  const mock = await import('@guichet/mock').catch((cause: unknown) => {
    const remedy = `In development @guichet/mock answers them, and it is not installed: npm install --save-dev @guichet/mock, or ${allowed}.`;
    throw Object.assign(new MissingHandlerError(missing, remedy), { cause });
  });
  return mock.prismBackRoom(contract, { mark: true });
}

const allowed = 'start with --allow-missing, and they answer 501';
