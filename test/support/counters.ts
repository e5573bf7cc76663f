import { startMock } from '@guichet/mock';
import { type Config, type RunningServer, issuePersonToken, provisionDemo, startServer } from '@guichet/reference';
import { seededMemory } from '../../server-stub/reference/test/support/seeded.ts';
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
 * The reference server on a database in memory, with the demo user's credential and one of an administrator.
 *
 * @param config more settings
 */
export async function openServer(config: Partial<Config> = {}): Promise<ServerCounter> {
  const settings = { port: 0, database: await seededMemory(), seed: true, logLevel: 'silent' } as const;
  const server = await startServer({ ...settings, ...config });
  const { accessToken } = await provisionDemo(server);
  const credential = await createCredential(server.url, accessToken);
  const administrator = await createCredential(server.url, (await issuePersonToken(server, 'sam')).accessToken, {
    name: 'Administration',
    permission_set: 'custom',
    // A credential can be given only what its creator holds: so these too.
    scopes: [
      'collectivites.read',
      'collectivites.labellisations.read',
      'indicateurs.definitions.read',
      'indicateurs.valeurs.read',
      'utilisateur.read',
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
    close: () => server.close(),
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
