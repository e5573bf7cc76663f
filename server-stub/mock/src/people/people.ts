import type { ClientStore, Contract, PeopleOptions } from '@guichet/front';
import { identity } from '../../../../guichet.config.ts';
import { applicationClient, demoApplication, demoPerson, personOf } from './demo.ts';

/** Below them no contract has operations, so that the pages of a sign-in are in nobody's way. */
const pages = { devicePath: `/__${identity.slug}/device-login`, signInPath: `/__${identity.slug}/sign-in` };

/** Who can sign in to the mock, where the contract has an endpoint for people; undefined where it has none. */
export function demoPeople(contract: Contract): PeopleOptions | undefined {
  const { authorization_endpoint, device_authorization_endpoint } = contract.endpoints;
  if (authorization_endpoint === undefined && device_authorization_endpoint === undefined) return undefined;
  const person = personOf(contract);
  return {
    people: {
      signIn: async (login, password) =>
        login === demoPerson.login && password === demoPerson.password ? person : undefined,
      find: async (subject) => (subject === person.subject ? person : undefined),
    },
    scopes: Object.fromEntries(contract.scopes.map((scope) => [scope, contract.scopeDescriptions[scope] ?? scope])),
    // A test waits at least as long.
    pollingInterval: 1,
    ...pages,
  };
}

/** What somebody needs to sign in to a mock. */
export interface MockPerson {
  /** The `sub` of the person's tokens. */
  subject: string;
  login: string;
  password: string;
  /** The public client that the person signs in to. */
  clientId: string;
  /** Where people may be sent back to, at any port. */
  redirectUris: readonly string[];
}

export const mockPerson: MockPerson = {
  subject: demoPerson.subject,
  login: demoPerson.login,
  password: demoPerson.password,
  clientId: demoApplication.clientId,
  redirectUris: demoApplication.redirectUris,
};

/** Clients, and beside them the application that people sign in to. */
export function withApplication(clients: ClientStore): ClientStore {
  return {
    ...clients,
    find: async (clientId) => (clientId === applicationClient.clientId ? applicationClient : clients.find(clientId)),
  };
}
