import { createServer } from 'node:net';
import {
  createAuthorizationServer,
  createFront,
  generateSigningKey,
  loadContract,
  type AuthorizationServer,
  type Contract,
  type FrontOptions,
  type OpenApiDocument,
} from '@guichet/front';
import { identity } from '../../../guichet.config.ts';
import { readContract, readOwnContract } from './contract-file.ts';
import { mountControl } from './control/control-api.ts';
import { createSessionCheck, refuseSession } from './control/session-request.ts';
import { applicationCredential, clientStore, credentialsOf, demoClients, type MockClient } from './credentials.ts';
import { originOf, publicOrigin } from './origin.ts';
import { demoPeople, deviceRoute, mockPerson, withApplication, type MockPerson } from './people/index.ts';
import { prismBackRoom } from './prism/back-room.ts';
import type { ScenarioName } from './scenarios/scenarios.ts';
import { serveSessions } from './sessions/serve-sessions.ts';
import { presentSession, type MockSession } from './sessions/mock-session.ts';
import type { Session } from './sessions/session.ts';
import { Sessions, type SessionRequest } from './sessions/sessions.ts';
import { sessionTokens } from './sessions/tokens.ts';

export interface MockOptions {
  /** Path of an OpenAPI 3 document in YAML or JSON, or the document itself. Default the kit's own public contract. */
  contract?: string | OpenApiDocument;
  /** Default 4010; 0 takes a free one. */
  port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  host?: string;
  /**
   * Origin under which clients reach it, which is the issuer of its tokens, such as `http://mock:4010` in a network of
   * containers. Default the address that it listens on, or `http://localhost` with the port when it listens on every
   * address.
   */
  url?: string;
  /** Clients that are there from the start. Default a demo client with every scope, and one for each scenario. */
  clients?: readonly MockClient[];
  /** Address of the docs, which the page at `/` links to. Default `externalDocs` of the contract. */
  docs?: string;
  /** Lifetime of tokens in seconds. Default 900. */
  tokenTtl?: number;
  logger?: FrontOptions['logger'];
}

/** A mock that listens. */
export interface RunningMock {
  /** Origin under which clients reach it, such as `http://127.0.0.1:4010`. */
  url: string;
  port: number;
  tokenUrl: string;
  /** The first client. */
  credential: { clientId: string; clientSecret: string };
  /** Clients that are there from the start, the first included. */
  clients: readonly (Required<Pick<MockClient, 'clientId' | 'clientSecret' | 'apiKey'>> & {
    scenario?: ScenarioName;
  })[];
  /** An API key that is accepted where the contract takes one. */
  apiKey: string;
  /** Who can sign in, where the contract has an authorization or a device authorization endpoint. */
  person?: MockPerson;
  contract: Contract;
  /** Issues tokens directly, for instance a person's or one that expires at once. */
  tokens: AuthorizationServer;
  /**
   * Creates a session, as `POST /__guichet/sessions` does. It ends after an hour without a request.
   *
   * @throws {TypeError} when an option is of the wrong type, or unknown
   * @throws {RangeError} when its value is not possible, such as a scope that is not in the contract
   */
  createSession(request?: SessionRequest): MockSession;
  close(): Promise<void>;
}

/**
 * Starts a mock of a contract: it issues tokens, checks them and their scopes, validates requests, and answers with the
 * examples of the contract.
 *
 * @throws {ContractError} when the contract cannot be read or served
 * @throws {TypeError} when `url` is not an origin
 * @throws {Error} with code `EADDRINUSE` when the port is taken
 *
 * @example
 * const mock = await startMock({ contract: 'openapi.yaml', port: 0 });
 * await fetch(`${mock.url}/pets`, { headers: { 'x-api-key': mock.apiKey } });
 * await mock.close();
 */
export async function startMock(options: MockOptions = {}): Promise<RunningMock> {
  const contract = loadContract(await documentOf(options.contract));
  const key = await generateSigningKey();
  const wanted = options.port ?? identity.ports.mock;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listen(contract, { ...options, key, port: wanted || (await freePort(options.host)) });
    } catch (error) {
      // A port that was free a moment ago may have been taken since; one that was asked for is asked for once.
      if (wanted !== 0 || attempt === 5 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

async function documentOf(contract: MockOptions['contract']): Promise<OpenApiDocument> {
  if (contract === undefined) return readOwnContract();
  return typeof contract === 'string' ? readContract(contract) : contract;
}

type ListenOptions = MockOptions & { port: number; key: Awaited<ReturnType<typeof generateSigningKey>> };

async function listen(contract: Contract, options: ListenOptions): Promise<RunningMock> {
  const { port, host = '127.0.0.1' } = options;
  const url = options.url === undefined ? originOf(host, port) : publicOrigin(options.url);
  const people = demoPeople(contract);
  const clients = credentialsOf(options.clients ?? demoClients(), contract);
  const [first] = clients;
  if (!first) throw new RangeError('clients is empty. Pass at least one client, or leave it out for the demo client.');
  const application = people ? [applicationCredential(mockPerson.clientId, contract)] : [];
  const sessions = new Sessions({ contract, credentials: [...clients, ...application] });
  const store = clientStore(sessions);
  const tokens = await createAuthorizationServer({
    issuer: url,
    endpoints: contract.endpoints,
    signingKeys: { keys: [options.key] },
    scopes: contract.scopes,
    introspectionScopes: contract.introspectionScopes,
    clients: people ? withApplication(store) : store,
    ...(people ? { people } : {}),
    decorateTokens: (authority) => sessionTokens(authority, sessions),
    ...(options.tokenTtl === undefined ? {} : { accessTokenTtl: options.tokenTtl }),
  });
  const closing = new AbortController();
  const backRoom = prismBackRoom(contract, { closing: closing.signal });
  const served = serveSessions({ contract, sessions, tokens, backRoom, closing });
  const home = { docs: options.docs, mock: true };
  const front = await createFront({ contract, tokens, home, logger: options.logger ?? false, ...served.options });
  served.attach(front);
  const tokenUrl = url + contract.endpoints.token_endpoint;
  const present = (session: Session) => presentSession(session, url, tokenUrl);
  const checkSession = createSessionCheck(contract);
  mountControl(front, {
    contract,
    sessions,
    present,
    checkSession,
    routes: people ? [deviceRoute(tokens)] : [],
    isOAuth: ({ method, fullPath }) =>
      tokens.routes.some((route) => route.method === method && route.path === fullPath),
  });
  try {
    await front.listen({ port, host });
  } catch (error) {
    await front.close();
    throw error;
  }
  return {
    url,
    port,
    tokenUrl,
    credential: { clientId: first.clientId, clientSecret: first.clientSecret },
    clients: clients.map(({ clientId, clientSecret, apiKey, scenario }) => ({
      clientId,
      clientSecret,
      apiKey,
      ...(scenario === undefined ? {} : { scenario }),
    })),
    apiKey: first.apiKey,
    ...(people ? { person: mockPerson } : {}),
    contract,
    tokens,
    createSession(request = {}) {
      const fault = checkSession(request);
      if (fault) refuseSession(fault);
      return present(sessions.create(request));
    },
    close: () => front.close(),
  };
}

// The issuer is in every token, so the port must be known before the server is built.
function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
