import type { CallObserver, ProblemKind } from '@guichet/front';
import type { AuthenticationJournal } from './journal.ts';

/** What operations answer to callers who could not authenticate. */
const refusals: Partial<Record<ProblemKind, 'api_key.refused' | 'access.refused'>> = {
  'invalid-api-key': 'api_key.refused',
  'invalid-token': 'access.refused',
  'invalid-client': 'access.refused',
  'conflicting-credentials': 'access.refused',
};

/** Notes credentials that operations refused: whose they would be, nobody knows. */
export function noteRefusals(journal: AuthenticationJournal): CallObserver {
  return ({ problem, requestId, address, caller }) => {
    if (problem === undefined) return;
    // The limit on calls knows who calls; the one on failures does not.
    const type = problem === 'rate-limited' && !caller ? 'attempts.limited' : refusals[problem];
    if (type) journal.note({ type, outcome: 'failure', reason: problem.replaceAll('-', '_'), requestId, address });
  };
}
