import { ProblemError } from '@guichet/front';
import { openApiKeys, type ApiKeys, type ApiKeysOptions } from '../../src/api-keys/api-keys.ts';
import type { ScriptedRegistry } from '../support/scripted-registry.ts';

/** Tokens that the scripted registry does not look at: each one is another. */
export function countedTokens() {
  let issued = 0;
  return {
    get issued() {
      return issued;
    },
    issueToken: async () => {
      issued += 1;
      return { accessToken: `token-${issued}`, expiresIn: 300, scope: '', jti: String(issued) };
    },
  };
}

/** The keys of a registry, checked as the server does, without a limit by address. */
export const openKeys = ({ url }: Pick<ScriptedRegistry, 'url'>, options: Partial<ApiKeysOptions> = {}): ApiKeys =>
  openApiKeys({
    url,
    mode: 'synchronized',
    staleness: 0.8,
    served: 'both',
    tokens: countedTokens(),
    ...options,
  });

/** What a caller gets: 200 with the client, or the status of the refusal. */
export async function asking(keys: ApiKeys, key: string, address = '203.0.113.1'): Promise<string> {
  try {
    const principal = await keys.authenticate(key, address);
    return principal === undefined ? '401' : `200 ${principal.clientId}`;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return `${error.status} Retry-After ${error.headers['retry-after']}`;
  }
}

/** Asks until the answer is the expected one. @returns how long that took, in ms */
export async function until(expected: RegExp, ask: () => Promise<string>, patience = 60_000): Promise<number> {
  const start = performance.now();
  for (;;) {
    const got = await ask();
    const took = performance.now() - start;
    if (expected.test(got)) return took;
    if (took > patience) throw new Error(`After ${patience} ms it is still ${got}, not ${String(expected)}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/**
 * Asks until the answer is the expected one. @returns when the last key was let in, in ms after `start`: what a caller may rely on,
 * however busy the machine is. One that is late with the news knows itself out of date. 0 when none was let in any more.
 */
export async function letInUntil(
  expected: RegExp,
  ask: () => Promise<string>,
  start = performance.now(),
): Promise<number> {
  let last = 0;
  await until(expected, async () => {
    const asked = performance.now();
    const answer = await ask();
    if (answer.startsWith('200')) last = asked - start;
    return answer;
  });
  return last;
}
