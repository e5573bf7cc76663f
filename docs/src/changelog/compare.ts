import { type Document, type Endpoint, endpointsOf } from '../openapi.ts';
import { callOf, operationName } from '../outputs/operation-page.ts';
import { usagesOf } from '../usage.ts';
import { type OperationChange, changeKinds } from './changes.ts';
import { type Placed, compareOperations } from './compare-operations.ts';

/** The operations of a contract that partners see, by their ids. What else it holds is nobody's business here. */
export const publicOperations = (document: Document): Map<string, Endpoint> =>
  new Map(
    endpointsOf(document)
      .filter(({ operation }) => usagesOf(operation, 'public').includes('public'))
      .map((endpoint) => [operationName(endpoint), endpoint]),
  );

/**
 * What partners must know between two versions of a contract, the gravest first.
 *
 * An operation is the same when its id is, or when method and path are: then it was renamed.
 */
export function compareContracts(before: Document, after: Document): OperationChange[] {
  const [old, now] = [publicOperations(before), publicOperations(after)];
  const byCall = new Map([...old].map(([id, endpoint]) => [callOf(before, endpoint), id]));
  const seen = new Set<string>();
  const changes = [...now].flatMap(([operationId, endpoint]): OperationChange[] => {
    const call = callOf(after, endpoint);
    const oldId = old.has(operationId) ? operationId : byCall.get(call);
    const title = endpoint.operation.summary ?? operationId;
    const about = { operationId, title, call };
    // An id of today that stands elsewhere is that operation, not a former name of this one.
    const former = oldId !== undefined && (oldId === operationId || !now.has(oldId)) ? oldId : undefined;
    if (former === undefined) return [{ ...about, kind: 'added', breaking: false, details: [] }];
    seen.add(former);
    const previous: Placed = { document: before, endpoint: old.get(former)! };
    const details = compareOperations(previous, { document: after, endpoint });
    const oldCall = callOf(before, previous.endpoint);
    const breaking = details.some((detail) => detail.breaking);
    if (former !== operationId) return [{ ...about, kind: 'renamed', before: former, breaking: true, details }];
    if (oldCall !== call) return [{ ...about, kind: 'moved', before: oldCall, breaking: true, details }];
    if (endpoint.operation.deprecated && !previous.endpoint.operation.deprecated)
      return [{ ...about, kind: 'deprecated', breaking, details }];
    return details.length > 0 ? [{ ...about, kind: 'changed', breaking, details }] : [];
  });
  const removed = [...old]
    .filter(([id]) => !seen.has(id))
    .map(([operationId, endpoint]): OperationChange => {
      const title = endpoint.operation.summary ?? operationId;
      return { kind: 'removed', operationId, title, call: callOf(before, endpoint), breaking: true, details: [] };
    });
  return [...removed, ...changes].toSorted((a, b) => changeKinds.indexOf(a.kind) - changeKinds.indexOf(b.kind));
}
