import { startMock } from '@guichet/mock';
import { type Config, type RunningServer, issuePersonToken, provisionDemo, startServer } from '@guichet/reference';
import { openSeeded } from '../../server-stub/reference/test/support/databases.ts';
import { permissionSets } from '../../sdk/client/src/generated/operations.gen.ts';
import { type DemoCredential, createCredential } from '../../scripts/lib/demo.ts';

/** A counter that a partner can come to: the reference server or the mock, on a port of its own. */
export interface Counter extends DemoCredential {
  url: string;
  /** A collectivite that the credential works for. */
  collectiviteId: number;
  /** A token request with the counter's credential, or with what is given instead. */
  requestToken(options: { id?: string; secret?: string; scope?: string }): Promise<Response>;
  close(): Promise<void>;
}

const requester =
  (url: string, credential: DemoCredential): Counter['requestToken'] =>
  ({ id = credential.clientId, secret = credential.clientSecret, scope }) =>
    fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
    });

/** The reference server as a counter. */
export interface ServerCounter extends Counter {
  administrator: DemoCredential;
  /** For what cannot be reached over HTTP. */
  server: RunningServer;
}

/**
 * The reference server on a database of its own, with the demo user's credential and one of an administrator.
 *
 * @param config more settings
 */
export async function openServer(config: Partial<Config> = {}): Promise<ServerCounter> {
  const database = await openSeeded();
  const server = await startServer({
    port: 0,
    database: database.location,
    seed: true,
    logLevel: 'silent',
    ...config,
  });
  const { accessToken } = await provisionDemo(server);
  const credential = await createCredential(server.url, accessToken);
  const administrator = await createCredential(server.url, (await issuePersonToken(server, 'sam')).accessToken, {
    name: 'Administration',
    permission_set: 'custom',
    // A credential can be given only what its creator holds: so these too.
    scopes: [
      ...permissionSets.read_only,
      'credentials.write',
      'credentials.admin',
      'audit.read',
      'clients.manage',
      'api-keys.validate',
    ],
  });
  const person = await fetch(`${server.url}/api/v1/utilisateur`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const { collectivites } = (await person.json()) as { collectivites: { collectiviteId: number }[] };
  return {
    ...credential,
    administrator,
    server,
    url: server.url,
    collectiviteId: collectivites[0]!.collectiviteId,
    requestToken: requester(server.url, credential),
    async close() {
      await server.close();
      await database.drop();
    },
  };
}

/** The mock of the public contract. */
export async function openMock(): Promise<Counter> {
  const mock = await startMock({ port: 0 });
  return {
    ...mock.credential,
    url: mock.url,
    collectiviteId: 3812,
    requestToken: requester(mock.url, mock.credential),
    close: () => mock.close(),
  };
}

/** An access token of the counter's credential. */
export async function tokenOf(counter: Counter, scope?: string): Promise<string> {
  const response = await counter.requestToken(scope === undefined ? {} : { scope });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}
