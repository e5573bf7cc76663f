import type { Contract, Operation } from '@guichet/front';

const reads = ({ method }: Operation): boolean => method === 'GET' || method === 'HEAD';
const alternativesOf = ({ security }: Operation): string[][] =>
  security.map((requirement) => Object.values(requirement).flat());

/**
 * Scopes that the reading operations of a contract ask for, without those that would let a client write as well. Where
 * an operation cannot be read by any other, such a scope stays.
 */
export function readingScopes({ operations }: Contract): ReadonlySet<string> {
  const own = operations.filter(({ oauthEndpoint }) => oauthEndpoint === undefined);
  const writing = new Set(own.filter((operation) => !reads(operation)).flatMap((each) => alternativesOf(each).flat()));
  return new Set(
    own.filter(reads).flatMap((operation) => {
      const alternatives = alternativesOf(operation);
      const harmless = alternatives.filter((scopes) => !scopes.some((scope) => writing.has(scope)));
      return (harmless.length > 0 ? harmless : alternatives).flat();
    }),
  );
}
