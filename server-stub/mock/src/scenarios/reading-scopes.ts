import type { Contract } from '@guichet/front';

/** Scopes that the reading operations of a contract ask for. */
export function readingScopes({ operations }: Contract): ReadonlySet<string> {
  return new Set(
    operations
      .filter(({ method, oauthEndpoint }) => (method === 'GET' || method === 'HEAD') && oauthEndpoint === undefined)
      .flatMap(({ security }) => security.flatMap((requirement) => Object.values(requirement).flat())),
  );
}
