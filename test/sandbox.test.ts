import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from '@guichet/sdk';
import { ConfigError, readSandboxSettings } from '@guichet/reference';
import { identity } from '../guichet.config.ts';
import { openServer } from './support/counters.ts';
import { type Sandbox, openSandbox, spawnSandbox } from './support/sandbox.ts';

// Each start fills an embedded database, which takes a second or two, on a busy machine ten times that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { envPrefix, slug } = identity;
const secret = 'gch_test_bJFczARU_lW5MJem2ebeKXgNPwpBQ7ifmJOuKLnsfpg0bdfSfAep0J9hRx';

const lyon = 3812;
const value = { collectiviteId: lyon, indicateurId: 12, dateValeur: '2040-01-01', resultat: 4.2 };

describe('the sandbox', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox?.close());

  const clientOf = (more = {}) =>
    createClient({ baseUrl: sandbox.url, clientId: sandbox.clientId, clientSecret: sandbox.clientSecret, ...more });
  const written = async (client = clientOf()) =>
    (await client.indicateurs.valeurs.list({ collectiviteId: lyon, indicateurIds: [12], dateDebut: '2040-01-01' }))
      .count;
  const write = (client = clientOf()) => client.indicateurs.valeurs.upsert({ body: { valeurs: [value] } });

  it('prints what a program needs, ready for a shell, and nothing else', () => {
    expect(sandbox.said.out.trim().split('\n')).toEqual([
      `export ${envPrefix}BASE_URL=${sandbox.url}`,
      `export ${envPrefix}CLIENT_ID=${slug}-sandbox`,
      expect.stringMatching(new RegExp(`^export ${envPrefix}CLIENT_SECRET=gch_test_\\w{58,}$`)),
    ]);
    expect(sandbox.said.err).not.toContain(sandbox.clientSecret);
  });

  it('what you POST you GET, through the SDK; its credentials are of the environment test', async () => {
    const client = clientOf();
    expect(await written(client)).toBe(0);
    await write(client);
    expect(await written(client)).toBe(1);
    const { data } = await client.credentials.list();
    expect(data.map(({ client_id, environment }) => [client_id, environment])).toEqual([[sandbox.clientId, 'test']]);
    const created = await client.credentials.create({ body: { name: 'x', permission_set: 'read_only' } });
    expect(created.client_secret).toMatch(/^gch_test_/);
  });

  it('reset: everything is as at the start, the credential works, and tokens of before are refused', async () => {
    const client = clientOf();
    await write(client);
    const created = await client.credentials.create({ body: { name: 'y', permission_set: 'read_only' } });
    const token = await requestToken();
    const answer = await sandbox.reset();
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    const refused = await fetch(`${sandbox.url}/api/v1/utilisateur`, { headers: { authorization: `Bearer ${token}` } });
    expect(refused.status).toBe(401);
    // The SDK finds its token refused, and gets another.
    expect(await written(client)).toBe(0);
    expect((await client.credentials.list()).data.map(({ client_id }) => client_id)).toEqual([sandbox.clientId]);
    const gone = { clientId: created.client_id, clientSecret: created.client_secret! };
    await expect(clientOf(gone).utilisateur.get()).rejects.toMatchObject({ error: 'invalid_client' });
    expect((await client.collectivites.list({ limit: 1 })).count).toBeGreaterThan(30_000);
  });

  it('two resets at once, with requests going on: each answer is clean, and the last state is the start', async () => {
    const going = new AbortController();
    const statuses = new Set<number>();
    const caller = async () => {
      while (!going.signal.aborted) {
        const answer = await fetch(`${sandbox.url}/api/v1/collectivites?limit=1`, {
          headers: { authorization: `Bearer ${await requestToken()}` },
        });
        statuses.add(answer.status);
        await answer.text();
      }
    };
    const callers = Array.from({ length: 4 }, caller);
    await write();
    const resets = await Promise.all([sandbox.reset(), sandbox.reset()]);
    const third = await sandbox.reset();
    going.abort();
    await Promise.all(callers);
    expect([...resets, third].map(({ status }) => status)).toEqual([204, 204, 204]);
    // 401: a token of the state before.
    expect([...statuses].every((status) => status === 200 || status === 401)).toBe(true);
    expect(statuses).toContain(200);
    expect(await written()).toBe(0);
  });

  it('a request that breaks HTTP gets an answer there too', async () => {
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(chunk.toString()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('ends cleanly on SIGTERM', async () => {
    sandbox.child.kill('SIGTERM');
    expect(await once(sandbox.child, 'close')).toEqual([0, null]);
  });

  /** A token of the printed credential. */
  async function requestToken(): Promise<string> {
    const answer = await fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${sandbox.clientId}:${sandbox.clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { access_token: string }).access_token;
  }
});

it.each([
  ['NODE_ENV', 'production', 'NODE_ENV is production'],
  ['DATABASE_URL', 'postgres://canary@db/x', 'DATABASE_URL is set'],
  [`${envPrefix}CLIENT_SECRET`, secret.replace('test', 'live'), 'opens real data'],
  [`${envPrefix}CLIENT_SECRET`, secret.slice(0, -1), 'cut short'],
  [`${envPrefix}CLIENT_SECRET`, 'password-canary', 'is not a sandbox secret'],
  [`${envPrefix}CLIENT_ID`, 'a b', 'must have 3 to 64'],
])('%s: refuses to start, and says what to do (case %$)', (name, text, message) => {
  let said = '';
  try {
    readSandboxSettings({ [name]: text });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    said = (error as Error).message;
  }
  expect(said).toContain(message);
  expect(said).toContain('nset it');
  if (name !== 'NODE_ENV') expect(said).not.toContain(text);
});

it('what is refused is said in plain words, and the process ends with 1', async () => {
  const { child, said } = spawnSandbox([], { [`${envPrefix}CLIENT_SECRET`]: 'password-canary' });
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(said.err).toMatch(/is not a sandbox secret[^\n]*\n$/);
  expect(said.err).not.toContain('canary');
});

it('a server that is no sandbox has no reset: 404', async () => {
  const server = await openServer();
  try {
    const answer = await fetch(`${server.url}/__${slug}/reset`, { method: 'POST' });
    expect(answer.status).toBe(404);
  } finally {
    await server.close();
  }
});
