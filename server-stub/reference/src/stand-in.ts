import { ProblemError, type Contract, type FrontRequest, type Handler } from '@guichet/front';
import { prismBackRoom } from '@guichet/mock';

/** On every answer that comes from the contract's examples: what it says was neither read nor written. */
const standInHeader = 'x-answered-by';

const reads = new Set(['GET', 'HEAD']);

/**
 * Answers operations that have no handler yet from the contract, and says so. In production a write is refused instead:
 * who revokes a leaked secret must not be told that it is done when it is not.
 *
 * @param check - refuses, by throwing, what the caller could not see with a handler either
 */
export function standIn(
  contract: Contract,
  { production, check }: { production: boolean; check(call: FrontRequest): Promise<void> },
): Handler {
  const answer = prismBackRoom(contract);
  return async (call, reply) => {
    await check(call);
    if (production && !reads.has(call.method)) {
      throw new ProblemError('unavailable', 'This operation is not available on this server yet. Nothing was changed.');
    }
    return answer(call, reply.header(standInHeader, 'contract-example'));
  };
}
