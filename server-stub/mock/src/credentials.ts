import type { ClientStore, Contract } from '@guichet/front';
import { identity } from '../../../guichet.config.ts';
import { readingScopes } from './scenarios/reading-scopes.ts';
import { scenarioNames, type ScenarioName } from './scenarios/scenarios.ts';
import { randomText, testSecret } from './sessions/secrets.ts';
import type { SessionCredential } from './sessions/session.ts';
import type { Sessions } from './sessions/sessions.ts';

/** A client that the mock knows from the start. */
export interface MockClient {
  clientId: string;
  clientSecret: string;
  /** Default one that is made up; the first client has the demo key. */
  apiKey?: string;
  /** Default every scope of the contract. */
  scopes?: readonly string[];
  /** Resources its tokens are limited to. Default no limit. */
  resources?: readonly string[];
  /** Person the credential belongs to. Default the clientId. */
  subject?: string;
  /** A bad day that it always has. Default none. */
  scenario?: ScenarioName;
}

/** The same on every start, so that it can stand in a `.env` file. It opens the mock only. */
export function demoSecret(): string {
  return testSecret('demo', 'ThisSecretOpensOnlyTheMock000000');
}

export const demoApiKey = `${identity.secretPrefix}key_demo`;

export function demoClient(): MockClient {
  return { clientId: `${identity.slug}-demo`, clientSecret: demoSecret(), apiKey: demoApiKey, subject: 'demo' };
}

/** The demo client, and one for each scenario; all have one secret. */
export function demoClients(): MockClient[] {
  const demo = demoClient();
  const withScenarios = scenarioNames.map((scenario) => ({
    ...demo,
    clientId: `${demo.clientId}-${scenario}`,
    apiKey: `${demoApiKey}_${scenario.replaceAll('-', '_')}`,
    scenario,
  }));
  return [demo, ...withScenarios];
}

/** The application that people sign in to. It has a session as the others have, and nothing to authenticate by. */
export function applicationCredential(clientId: string, contract: Contract): SessionCredential {
  const [clientSecret, apiKey] = [randomText(32), randomText(32)];
  return { clientId, clientSecret, apiKey, subject: clientId, scopes: contract.scopes, resources: [] };
}

/** Clients as credentials of sessions, with defaults for what they leave out. */
export function credentialsOf(clients: readonly MockClient[], contract: Contract): SessionCredential[] {
  return clients.map((client, index) => {
    const readable = client.scenario === 'read-only' ? readingScopes(contract) : undefined;
    return {
      ...client,
      apiKey: client.apiKey ?? (index === 0 ? demoApiKey : `${identity.secretPrefix}key_${randomText(24)}`),
      subject: client.subject ?? client.clientId,
      scopes: (client.scopes ?? contract.scopes).filter((scope) => readable?.has(scope) ?? true),
      resources: client.resources ?? [],
    };
  });
}

/** The credentials of sessions as clients of the authorization server. */
export function clientStore(sessions: Sessions): ClientStore {
  return {
    // The mock has no secrets worth guessing.
    verifyDecoy: () => false,
    async find(clientId) {
      const session = sessions.find(clientId);
      if (!session) return undefined;
      const { subject, scopes, resources } = session.credential;
      return {
        clientId,
        subject,
        scopes,
        resources,
        status: session.isRevoked ? 'revoked' : 'active',
        verify: (secret) => session.verifySecret(secret),
      };
    },
  };
}
