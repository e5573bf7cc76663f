import { createRemoteJWKSet, customFetch, errors, type FetchImplementation } from 'jose';
import { ProblemError } from '../problem.ts';
import { asymmetricAlgorithms, jwksMaxAge } from './signing-keys.ts';
import type { VerificationKeys } from './verification.ts';

/** How long an issuer may take to answer, in ms. */
const timeout = 2_000;
/** How long after a failure nobody asks again, in ms: callers are told immediately. */
const pause = 1_000;
/** How long after the last time an unknown `kid` may make us ask again, in ms: it may be a forger's. */
const cooldown = 5_000;
/** How old the keys may be, in ms: what the issuer took out of service ceases to count here, too. */
const oldest = jwksMaxAge * 1_000;

/**
 * The keys that an issuer publishes (RFC 7517), fetched when the first token comes, and again before they are too old.
 *
 * `find` throws a ProblemError 503 while they cannot be had: then nobody can say whether a token is good.
 *
 * @param url - `jwks_uri` of the issuer. No redirect is followed
 */
export function remoteKeys(url: URL): VerificationKeys {
  let fetched = Number.NEGATIVE_INFINITY;
  let failed = Number.NEGATIVE_INFINITY;

  const ask: FetchImplementation = async (address, options) => {
    if (Date.now() - failed < pause) throw new Error(`${address} did not answer a moment ago.`);
    // Until it has succeeded, it has failed.
    failed = Date.now();
    const response = await fetch(address, options);
    if (response.status === 200) {
      fetched = Date.now();
      failed = Number.NEGATIVE_INFINITY;
    }
    return response;
  };
  const published = createRemoteJWKSet(url, {
    timeoutDuration: timeout,
    cooldownDuration: cooldown,
    cacheMaxAge: oldest,
    [customFetch]: ask,
  });

  return {
    algorithms: [...asymmetricAlgorithms],
    async find(header) {
      // Ahead of time: no request has to wait, and a short outage is not noticed.
      if (published.fresh && Date.now() - fetched > oldest / 2 && !published.reloading) {
        published.reload().catch(() => {});
      }
      try {
        return await published(header);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
          return undefined;
        }
        throw new ProblemError(
          'unavailable',
          'The keys of the authorization server are not available. Try again shortly.',
          {
            cause: error,
            headers: { 'retry-after': '2' },
          },
        );
      }
    },
  };
}
