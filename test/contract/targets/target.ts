import type { Contract } from '@guichet/front';
import type { Answer } from '../answer.ts';
import type { Case } from '../cases/index.ts';
import { formType, type ContractRequest } from '../request.ts';

/** Something that answers the operations of a contract. */
export interface Target {
  name: string;
  contract: Contract;
  /** Sends the request of a case, with the values of this target in place of the contract's. */
  answer(example: Case): Promise<Answer>;
  close(): Promise<void>;
}

/** A value of the contract's examples, and what stands for it at a target. */
export type Givens = Readonly<Record<string, string>>;

/** The client of the contract's examples: at the OAuth endpoints, the application that people sign in to. */
export const exampleClientId = 'cl_7Qm2Xr9TfK4b';

/** A request with what is there at a target, in place of what the contract's examples name. */
export function withGivens(request: ContractRequest, givens: Givens): ContractRequest {
  const { path, query, body } = request;
  const of = (text: string) => givens[text] ?? text;
  const inBody = (text: string) =>
    Object.entries(givens).reduce((changed, [example, value]) => {
      const written = body?.type === formType ? encodeURIComponent : String;
      return changed.replaceAll(written(example), written(value));
    }, text);
  return {
    ...request,
    path: Object.fromEntries(Object.entries(path).map(([name, text]) => [name, of(text)])),
    query: query.map(([name, text]) => [name, of(text)] as const),
    body: body && { ...body, text: inBody(body.text) },
  };
}
