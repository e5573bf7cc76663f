import { resolveReference, type Contract, type Operation } from '@guichet/front';
import { createAnswerCheck, type Answer } from '../answer.ts';
import type { WildRequest } from './wild-request.ts';

/** What a request was answered with, and what is wrong with it. */
export interface Verdict {
  /** Of the operation that was called, or `-` where the contract has none. */
  operationId: string;
  faults: string[];
}

/** Judges answers by the contract alone: which operation a request calls, and whether it declares what came. */
export function createJudge(contract: Contract): (request: WildRequest, answer: Answer) => Verdict {
  const check = createAnswerCheck(contract);
  const routes = contract.operations
    .map((operation) => ({ operation, pattern: patternOf(operation) }))
    .toSorted((one, other) => one.operation.fullPath.split('{').length - other.operation.fullPath.split('{').length);

  return ({ method, address }, answer) => {
    // A head over 16 kB is refused before anybody knows whom it calls (RFC 6585 section 5).
    if (answer.status === 431 && address.length > 12_000) return { operationId: '-', faults: [] };
    const path = unescapeUnreserved(address.replace(/\?.*/s, ''));
    const called = routes.find(
      ({ operation, pattern }) => operation.method === (method === 'HEAD' ? 'GET' : method) && pattern.test(path),
    );
    if (!called) return { operationId: '-', faults: [...fault(answer), ...outside(method, answer)] };
    const { operation } = called;
    const declared = method === 'HEAD' ? headFaults(operation, answer) : check(operation, answer);
    return { operationId: operation.operationId, faults: [...fault(answer), ...declared] };
  };

  /** Of HEAD there is no body to judge (RFC 9110 section 9.3.2). */
  function headFaults(operation: Operation, { status, text }: Answer): string[] {
    const response = resolveReference(contract.document, operation.definition.responses?.[String(status)]);
    // Not every page can be asked for without its content; that is said by 405.
    const isKnown = response !== undefined || status === 405;
    return [
      ...(!isKnown ? [`${operation.operationId} declares no ${status}`] : []),
      ...(text === '' ? [] : ['a body in the answer to HEAD']),
    ];
  }
}

const fault = ({ status, text }: Answer) =>
  status >= 500 ? [`a fault of the server: ${status} ${text.slice(0, 200)}`] : [];

/** Answers to what the contract does not have: a problem, or an OAuth error, which say so. */
function outside(method: string, { status, headers, body }: Answer): string[] {
  if (method === 'OPTIONS' && status === 204) return headers['allow'] === undefined ? ['no Allow'] : [];
  if (![400, 404, 405, 413, 414].includes(status)) return [`${status} where the contract has no operation`];
  if (status === 405 && headers['allow'] === undefined) return ['405 without Allow (RFC 9110 section 15.5.6)'];
  // Below the sign-in there are pages for people.
  if (method === 'HEAD' || String(headers['content-type']).startsWith('text/html')) return [];
  const { status: told, error } = (body ?? {}) as { status?: number; error?: string };
  return told === status || typeof error === 'string' ? [] : ['neither problem nor OAuth error'];
}

const patternOf = ({ fullPath }: Operation) =>
  new RegExp(`^${fullPath.replaceAll(/[.+*?^$()[\]|\\]/gu, String.raw`\$&`).replaceAll(/\{[^}]+\}/gu, '[^/]+')}$`, 'u');

/** Escaped or not, unreserved characters are the same (RFC 3986 section 6.2.2.2). */
const unescapeUnreserved = (path: string) =>
  path.replaceAll(/%(?:2[de]|3\d|4[1-9a-f]|5[\daf]|6[1-9a-f]|7[\dae])/giu, decodeURIComponent);
