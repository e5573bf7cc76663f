import type { ScenarioName } from '../scenarios/scenarios.ts';
import type { Session } from './session.ts';

/** A session that was created: a credential with a journal, counters, a clock and overrides of its own. */
export interface MockSession {
  /** The same as `clientId`. */
  id: string;
  clientId: string;
  clientSecret: string;
  /** Accepted where the contract takes one. */
  apiKey: string;
  /** Origin of the mock. */
  baseUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  scenario: ScenarioName | null;
}

/** What is told of a session once, when it is created: the secret is in it. */
export function presentSession({ id, credential }: Session, baseUrl: string, tokenUrl: string): MockSession {
  const { clientId, clientSecret, apiKey, scopes, scenario = null } = credential;
  return { id, clientId, clientSecret, apiKey, baseUrl, tokenUrl, scopes, scenario };
}
