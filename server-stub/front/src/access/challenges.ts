import { identity } from '../../../../guichet.config.ts';
import type { SecurityScheme } from '../contract/document.ts';

export interface ChallengeParameters {
  error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope';
  error_description?: string;
  scope?: string;
}

/** A Bearer challenge (RFC 6750 section 3). Without a token in the request there is no `error` (section 3.1). */
export function bearerChallenge(parameters: ChallengeParameters = {}): string {
  return challenge('Bearer', { ...parameters });
}

/** How to authenticate for any of some schemes, one challenge per scheme. */
export function challengesFor(schemes: readonly SecurityScheme[], parameters: ChallengeParameters = {}): string {
  const names = new Set(
    schemes.flatMap((scheme) => {
      if (scheme.type === 'http') return [scheme.scheme ?? 'Bearer'];
      return scheme.type === 'apiKey' ? [] : ['Bearer'];
    }),
  );
  const list = [...names].map((name) =>
    name.toLowerCase() === 'bearer' ? bearerChallenge(parameters) : challenge(name),
  );
  // A 401 always names a scheme (RFC 9110 section 15.5.2); a bare key in a header has none of its own.
  return list.length > 0 ? list.join(', ') : challenge('ApiKey');
}

function challenge(scheme: string, parameters: ChallengeParameters = {}): string {
  const pairs = Object.entries({ realm: identity.slug, ...parameters }).filter(([, value]) => value !== undefined);
  return `${scheme} ${pairs.map(([name, value]) => `${name}="${String(value).replaceAll(/["\\]/g, '')}"`).join(', ')}`;
}
