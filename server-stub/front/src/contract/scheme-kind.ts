import type { SecurityRequirement, SecurityScheme } from './document.ts';

/** How a security scheme of the contract is satisfied. One that is `unsupported`, such as `mutualTLS`, never is. */
export type SchemeKind = 'bearer' | 'userToken' | 'apiKey' | 'basic' | 'unsupported';

/** A key in a header that is marked `x-user-token: true` is the token of a person, beside the client's own. */
export function schemeKind(scheme: SecurityScheme): SchemeKind {
  const httpScheme = scheme.scheme?.toLowerCase();
  switch (scheme.type) {
    case 'oauth2':
    case 'openIdConnect':
      return 'bearer';
    case 'http':
      if (httpScheme === 'bearer') return 'bearer';
      return httpScheme === 'basic' ? 'basic' : 'apiKey';
    case 'apiKey':
      return scheme['x-user-token'] === true ? 'userToken' : 'apiKey';
    default:
      return 'unsupported';
  }
}

/** The schemes that are asked for and cannot be checked, for messages: `"gate" (mutualTLS)`. */
export function uncheckedSchemes(
  security: readonly SecurityRequirement[],
  schemes: Readonly<Record<string, SecurityScheme>>,
): string[] {
  const asked = new Set(security.flatMap((requirement) => Object.keys(requirement)));
  return Object.entries(schemes)
    .filter(([name, scheme]) => asked.has(name) && schemeKind(scheme) === 'unsupported')
    .map(([name, { type }]) => `"${name}" (${type})`);
}
