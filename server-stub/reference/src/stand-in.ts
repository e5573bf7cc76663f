import type { Contract, Handler } from '@guichet/front';
import { prismBackRoom } from '@guichet/mock';

/** On every answer that comes from the contract's examples: what it says was neither read nor written. */
const standInHeader = 'x-answered-by';

/** Answers operations that have no handler yet from the contract, and says so. */
export function standIn(contract: Contract): Handler {
  const answer = prismBackRoom(contract);
  return (request, reply) => answer(request, reply.header(standInHeader, 'contract-example'));
}
