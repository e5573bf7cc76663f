import type { FastifyRequest } from 'fastify';
import type { Contract } from '../contract/contract.ts';
import type { Operation } from '../contract/operation.ts';
import {
  authenticate,
  namedSchemes,
  presentedCredentials,
  type Authenticators,
  type Presented,
} from './authenticate.ts';
import { refuseTokenInQuery } from './presented.ts';
import type { Principal } from './principal.ts';
import {
  authenticationRequired,
  cannotBeChecked,
  conflictingCredentials,
  forbiddenByRoles,
  insufficientScope,
  noCommonResource,
} from './refusals.ts';

export interface AccessOptions extends Authenticators {
  contract: Contract;
  /** What the principal's owner may do at this moment; counts together with the scopes of the credential. Default no limit. */
  effectiveScopes?: (principal: Principal) => Iterable<string> | Promise<Iterable<string>>;
  /** Told who calls once that is proven, before it is decided what the caller may do. It can refuse by throwing. */
  onIdentified?: (principal: Principal, request: FastifyRequest) => void | Promise<void>;
}

/** A credential in the request, and who stands behind it. */
interface Identified extends Presented {
  principal: Principal;
}

/**
 * Who calls, and may they? For one operation, answers requests with the principal (none on an open operation) or throws
 * the refusal:
 *
 * 1. A token in the address is refused (T6).
 * 2. `security` is a choice of alternatives; an alternative holds when all its schemes do. One with a scheme that cannot
 *    be checked, such as mutual TLS, never does; an operation that has no other is not served: 501.
 * 3. Every credential sent must be valid, even when another would do: 401.
 * 4. Credentials of different principals are refused, unless one alternative asks for all of them (P6).
 * 5. What counts is what the credential AND its owner's live roles permit (P3): 403.
 * 6. A person's token beside the client's narrows, and never widens (P7).
 */
export function createAccess({ contract, effectiveScopes, onIdentified, ...by }: AccessOptions) {
  const schemes = namedSchemes(contract.securitySchemes);
  const allSchemes = Object.values(contract.securitySchemes);
  const canBeChecked = new Set(schemes.map(({ name }) => name));

  return (operation: Operation) => {
    const open = operation.security.length === 0;
    const alternatives = operation.security
      .map((requirement) => ({ requirement, names: Object.keys(requirement) }))
      .filter(({ names }) => names.every((name) => canBeChecked.has(name)));
    const named = schemes.filter(
      ({ name, kind }) => kind !== 'userToken' && alternatives.some(({ names }) => names.includes(name)),
    );
    const optional = alternatives.some(({ names }) => names.length === 0);

    return async (request: FastifyRequest): Promise<Principal | undefined> => {
      refuseTokenInQuery(request, allSchemes);
      if (open) return undefined;
      if (alternatives.length === 0) throw cannotBeChecked(operation.security, contract.securitySchemes);

      const presented = presentedCredentials(schemes, request);
      if (presented.length === 0 && optional) return undefined;
      const sent = new Set(presented.map(({ name }) => name));
      const possible = alternatives
        .filter(({ names }) => names.length > 0 && names.every((name) => sent.has(name)))
        .toSorted((one, other) => other.names.length - one.names.length);
      if (possible.length === 0) throw authenticationRequired(named.map(({ scheme }) => scheme));

      const identified = await Promise.all(
        presented.map(async (each) => ({ ...each, principal: await authenticate(each, by, request) })),
      );
      const caller = identified.find(({ kind }) => kind !== 'userToken') ?? identified[0];
      if (caller) await onIdentified?.(caller.principal, request);
      const user = identified.find(({ kind }) => kind === 'userToken')?.principal;
      const refusals: Error[] = [];
      for (const { requirement, names } of alternativesFor(identified, possible)) {
        const members = identified.filter(({ name }) => names.includes(name));
        // In order: the first alternative that holds counts.
        const result = await evaluate(members, requirement, user);
        if (!(result instanceof Error)) return result;
        refusals.push(result);
      }
      throw refusals[0];
    };
  };

  async function evaluate(
    members: readonly Identified[],
    requirement: Readonly<Record<string, readonly string[]>>,
    user: Principal | undefined,
  ): Promise<Principal | Error> {
    const machines = members.filter(({ kind }) => kind !== 'userToken');
    const candidates = machines.length > 0 ? machines : members;
    let first: Principal | undefined;
    const person = user && (await narrowToRoles(user));
    for (const { name, principal } of candidates) {
      const needed = requirement[name] ?? [];
      if (!needed.every((scope) => principal.scopes.has(scope))) return insufficientScope(needed);
      // In order: the first refusal counts.
      const effective = await narrowToRoles(principal);
      if (!needed.every((scope) => effective.scopes.has(scope))) return forbiddenByRoles(needed);
      const narrowed = person && user !== principal ? narrowToUser(effective, person) : effective;
      if (narrowed instanceof Error) return narrowed;
      if (!needed.every((scope) => narrowed.scopes.has(scope))) return insufficientScope(needed);
      first ??= narrowed;
    }
    return first ?? authenticationRequired([]);
  }

  async function narrowToRoles(principal: Principal): Promise<Principal> {
    if (!effectiveScopes) return principal;
    const permitted = await effectiveScopes(principal);
    return { ...principal, scopes: intersection(principal.scopes, permitted) };
  }
}

function narrowToUser(principal: Principal, user: Principal): Principal | Error {
  const [own, theirs] = [principal.resources, user.resources];
  const resources =
    own.length === 0 ? theirs : theirs.length === 0 ? own : own.filter((resource) => theirs.includes(resource));
  // An empty list would read as "no limit".
  if (resources.length === 0 && (own.length > 0 || theirs.length > 0)) return noCommonResource();
  return { ...principal, scopes: intersection(principal.scopes, user.scopes), resources, user };
}

/**
 * The alternatives that may be tried: all, or with credentials of several principals only those that ask for all of them.
 * @throws {ProblemError} when there is none
 */
function alternativesFor<T extends { names: readonly string[] }>(
  identified: readonly Identified[],
  possible: readonly T[],
): readonly T[] {
  if (identified.length < 2) return possible;
  const machines = identified.filter(({ kind }) => kind !== 'userToken');
  const owners = new Set(machines.map(({ principal }) => JSON.stringify([principal.clientId, principal.subject])));
  if (owners.size < 2) return possible;
  const values = [...new Set(machines.map(({ value }) => value))];
  const covering = possible.filter(({ names }) =>
    values.every((value) => machines.some((machine) => machine.value === value && names.includes(machine.name))),
  );
  if (covering.length === 0) throw conflictingCredentials();
  return covering;
}

function intersection(one: ReadonlySet<string>, other: Iterable<string>): ReadonlySet<string> {
  const set = other instanceof Set ? (other as ReadonlySet<string>) : new Set(other);
  const common = new Set<string>();
  for (const scope of one) if (set.has(scope)) common.add(scope);
  return common;
}
