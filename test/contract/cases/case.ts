import type { ContractRequest } from '../request.ts';

/** What a case is about: a column of the matrix. */
export type CaseKind = 'example' | 'parameter' | 'invalid parameter' | 'invalid body' | 'media type' | 'access';

/** A request that the contract implies, and what it says of the answer. */
export interface Case {
  kind: CaseKind;
  /** What is sent, in words: `limit above its maximum: 101`. */
  name: string;
  request: ContractRequest;
  /** Statuses that are right, one of which both targets must answer. */
  expected: readonly number[];
}
