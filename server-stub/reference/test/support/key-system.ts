import { randomUUID } from 'node:crypto';
import { identity } from '../../../../guichet.config.ts';
import { freePort } from '../../src/listening.ts';
import { startServer } from '../../src/server.ts';
import { testConfig } from './app.ts';
import { createPostgres, type TestDatabase } from './databases.ts';
import { startProcess } from './process.ts';

const { envPrefix } = identity;
const host = '127.0.0.1';

export const urlOf = ({ location }: TestDatabase): string => {
  if (location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
  return location.url;
};

async function send(server: { url: string }, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${server.url}/api/v1/collectivites`, { headers });
  await response.arrayBuffer();
  const wait = response.headers.get('retry-after');
  return `${response.status}${wait === null ? '' : ` Retry-After ${wait}`}`;
}

/** A registry in a process of its own, and two servers that take its keys: one that follows it, and one that asks. */
export async function openKeySystem() {
  const [database, store] = await Promise.all([createPostgres(), createPostgres()]);
  const port = await freePort(host);
  const url = `http://${host}:${port}`;
  const settings = { url, staleness: 2 };
  const config = { ...testConfig, seed: false, database: database.location };
  const following = await startServer({ ...config, registry: { ...settings, mode: 'synchronized' } });
  const asking = await startServer({ ...config, issuer: following.url, registry: { ...settings, mode: 'service' } });
  const desk = { subject: randomUUID(), clientId: 'desk', scopes: ['clients.manage'], ttl: 3_600 };
  const admin = (await following.tokens.issueToken(desk)).accessToken;

  const openRegistry = (location = urlOf(store), env: Record<string, string> = {}) =>
    startProcess(
      { DATABASE_URL: location, [`${envPrefix}REGISTRY_ISSUER`]: following.url, ...env },
      new URL('../../src/registry-cli.ts', import.meta.url),
      port,
    );
  async function manage(method: string, path: string, body?: object) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${admin}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
  }

  return {
    /** Of the servers, and of the registry. */
    database,
    store,
    url,
    admin,
    following,
    asking,
    openRegistry,
    async register(): Promise<string> {
      const wish = { name: 'Essai', contact_email: 'essai@example.org', scopes: ['collectivites.read'] };
      return (await manage('POST', '/clients', wish))['client_id'] ?? '';
    },
    issue: async (client: string, body: object = {}): Promise<string> =>
      (await manage('POST', `/clients/${client}/api-key`, body))['api_key'] ?? '',
    revoke: (client: string) => manage('DELETE', `/clients/${client}/api-key`),
    send,
    get: (server: { url: string }, key: string) => send(server, { 'x-api-key': key }),
    async close() {
      await asking.close();
      await following.close();
      await store.drop();
      await database.drop();
    },
  };
}

export type KeySystem = Awaited<ReturnType<typeof openKeySystem>>;
