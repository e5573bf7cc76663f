/* oxlint-disable vitest/expect-expect -- until expects */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { freePort } from '../../src/listening.ts';
import { startServer, type RunningServer } from '../../src/server.ts';
import { generateApiKey } from '../../src/secrets/api-key.ts';
import { testConfig } from '../support/app.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { startProcess, type ServerProcess } from '../support/process.ts';
import { until } from './keys.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;
const { envPrefix } = identity;
const host = '127.0.0.1';

const urlOf = ({ location }: TestDatabase): string => {
  if (location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
  return location.url;
};

describe.skipIf(postgresMissing !== undefined)(`the registry in a process of its own${reason}`, () => {
  let database: TestDatabase;
  let store: TestDatabase;
  let port: number;
  let registry: ServerProcess;
  /** One that follows, and one that asks. */
  let following: RunningServer;
  let asking: RunningServer;
  let admin: string;

  const openRegistry = (location = urlOf(store), env: Record<string, string> = {}) =>
    startProcess(
      { DATABASE_URL: location, [`${envPrefix}REGISTRY_ISSUER`]: following.url, ...env },
      new URL('../../src/registry-cli.ts', import.meta.url),
      port,
    );

  beforeAll(async () => {
    [database, store] = await Promise.all([createPostgres(), createPostgres()]);
    port = await freePort(host);
    const settings = { url: `http://${host}:${port}`, staleness: 2 };
    const config = { ...testConfig, seed: false, database: database.location };
    following = await startServer({ ...config, registry: { ...settings, mode: 'synchronized' } });
    asking = await startServer({ ...config, issuer: following.url, registry: { ...settings, mode: 'service' } });
    const desk = { subject: randomUUID(), clientId: 'desk', scopes: ['clients.manage'], ttl: 3_600 };
    admin = (await following.tokens.issueToken(desk)).accessToken;
  });
  afterAll(async () => {
    await asking?.close();
    await following?.close();
    await store?.drop();
    await database?.drop();
  });
  beforeEach(async () => {
    registry = await openRegistry();
  });
  afterEach(() => registry.end());

  async function manage(method: string, path: string, body?: object) {
    const response = await fetch(`http://${host}:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${admin}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
  }
  const register = async () => {
    const wish = { name: 'Essai', contact_email: 'essai@example.org', scopes: ['collectivites.read'] };
    return (await manage('POST', '/clients', wish))['client_id'] ?? '';
  };
  const issue = async (client: string, body: object = {}) =>
    (await manage('POST', `/clients/${client}/api-key`, body))['api_key'] ?? '';
  const revoke = (client: string) => manage('DELETE', `/clients/${client}/api-key`);

  async function send(server: { url: string }, headers: Record<string, string>): Promise<string> {
    const response = await fetch(`${server.url}/api/v1/collectivites`, { headers });
    await response.arrayBuffer();
    const wait = response.headers.get('retry-after');
    return `${response.status}${wait === null ? '' : ` Retry-After ${wait}`}`;
  }
  const get = (server: { url: string }, key: string) => send(server, { 'x-api-key': key });

  it('an issued key works, the former one during its grace, and none after a revocation', async () => {
    const client = await register();
    const former = await issue(client);
    await until(/^200/, () => get(following, former));
    expect(await get(asking, former)).toBe('200');
    const key = await issue(client, { grace_period_seconds: 2 });
    const issued = performance.now();
    await until(/^200/, () => get(following, key));
    for (const server of [following, asking]) {
      expect([await get(server, former), await get(server, key)]).toEqual(['200', '200']);
    }
    await delay(2_050 - (performance.now() - issued));
    for (const server of [following, asking]) {
      expect([await get(server, former), await get(server, key)]).toEqual(['401', '200']);
    }
    await revoke(client);
    expect(await get(asking, key), 'by the service at once').toBe('401');
    expect(await until(/^401/, () => get(following, key))).toBeLessThan(1_000);
  });

  it('O3 revocation that propagates: 20 of them, each within a second by the copy, and at once by the service', async () => {
    const took: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const client = await register();
      const key = await issue(client);
      await until(/^200/, () => get(following, key));
      expect(await get(asking, key)).toBe('200');
      await delay(Math.random() * 300);
      await revoke(client);
      expect(await get(asking, key)).toBe('401');
      took.push(await until(/^401/, () => get(following, key)));
    }
    expect(Math.max(...took)).toBeLessThan(1_000);
  });

  /** What callers get meanwhile, in order, without repetitions. */
  async function during(server: { url: string }, key: string, work: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    const over = new AbortController();
    const callers = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const answer = await get(server, key);
        if (seen.at(-1) !== answer) seen.push(answer);
        await delay(10);
      }
    });
    await work().finally(() => over.abort());
    await Promise.all(callers);
    return seen;
  }

  const outages = [
    {
      name: 'killed under load and started again',
      go: () => registry.end(),
      back: async () => void (registry = await openRegistry()),
    },
    {
      name: 'stopped under load, as a machine that froze, and resumed',
      go: async () => void registry.child.kill('SIGSTOP'),
      back: async () => void registry.child.kill('SIGCONT'),
    },
  ];

  it.each(outages)(
    'O3 upstream $name: keys go on for as long as the copy may be old, then 503',
    async ({ go, back }) => {
      const client = await register();
      const key = await issue(client);
      await until(/^200/, () => get(following, key));
      const bearer = `Bearer ${(await following.tokens.issueToken({ subject: randomUUID(), clientId: 'x', scopes: [] })).accessToken}`;
      const seen = await during(following, key, async () => {
        await delay(200);
        await go();
        const gone = performance.now();
        await until(/^503 Retry-After 2/, () => get(following, key));
        expect(performance.now() - gone).toBeGreaterThan(1_000);
        expect(performance.now() - gone).toBeLessThan(3_500);
        expect(await send(following, { authorization: bearer }), 'a token is judged as ever').not.toMatch(/^5/);
        expect(await get(following, 'no key')).toBe('401');
        await back();
        await until(/^200/, () => get(following, key));
        await delay(200);
      });
      expect(seen).toEqual(['200', '503 Retry-After 2', '200']);
      await revoke(client);
      await until(/^401/, () => get(following, key));
    },
  );

  it.each(outages)('O3 upstream $name: by the service 503 within its deadline, never 401', async ({ go, back }) => {
    const client = await register();
    const key = await issue(client);
    const seen = await during(asking, key, async () => {
      await delay(200);
      await go();
      const gone = performance.now();
      await until(/^503/, () => get(asking, key));
      expect(performance.now() - gone).toBeLessThan(2_500);
      // Who waited for the next question is answered by that one.
      await delay(1_500);
      await back();
      await until(/^200/, () => get(asking, key));
      await delay(200);
    });
    expect([...new Set(seen)].toSorted()).toEqual(['200', '503 Retry-After 2']);
    expect([seen[0], seen.at(-1)]).toEqual(['200', '200']);
    await revoke(client);
    expect(await get(asking, key)).toBe('401');
  });

  it('O3 restored from an older backup: what it forgot is refused, and what it does then counts', async () => {
    const kept = await register();
    const key = await issue(kept);
    await registry.end();
    const backup = await copyOf(urlOf(store));
    try {
      registry = await openRegistry();
      const lost = [await issue(await register()), await issue(await register())] as const;
      await until(/^200/, () => get(following, lost[1]));
      await registry.end();
      // It has come as far as before when it is seen again.
      registry = await openRegistry(backup.url);
      const others = [await issue(await register()), await issue(await register()), await issue(await register())];
      await until(/^200/, () => get(following, others.at(-1) ?? ''));
      for (const server of [following, asking]) {
        const answers = await Promise.all([key, ...others, ...lost].map((each) => get(server, each)));
        expect(answers).toEqual(['200', '200', '200', '200', '401', '401']);
      }
    } finally {
      await registry.end();
      await backup.drop();
    }
  });

  it('there after the server: 503 until then, and no longer', async () => {
    const key = await issue(await register());
    await registry.end();
    const late = await startServer({
      ...testConfig,
      seed: false,
      database: database.location,
      issuer: following.url,
      registry: { url: `http://${host}:${port}`, mode: 'synchronized', staleness: 2 },
    });
    try {
      expect(await get(late, key)).toBe('503 Retry-After 2');
      expect((await fetch(`${late.url}/readyz`)).status).toBe(503);
      registry = await openRegistry();
      expect(await until(/^200/, () => get(late, key))).toBeLessThan(3_000);
      expect((await fetch(`${late.url}/readyz`)).status).toBe(200);
    } finally {
      await late.close();
    }
  });

  it('O1 neither keys nor tokens are in the logs of both, in good days and in bad ones', async () => {
    await registry.end();
    registry = await openRegistry(urlOf(store), { [`${envPrefix}REGISTRY_LOG_LEVEL`]: 'trace' });
    const key = await issue(await register());
    const replica = await startProcess({
      DATABASE_URL: urlOf(database),
      [`${envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      [`${envPrefix}ISSUER`]: following.url,
      [`${envPrefix}LOG_LEVEL`]: 'trace',
      [`${envPrefix}REGISTRY_URL`]: `http://${host}:${port}`,
      [`${envPrefix}REGISTRY_MODE`]: 'service',
    });
    try {
      const unknown = generateApiKey().value;
      expect([await get(replica, key), await get(replica, unknown)]).toEqual(['200', '401']);
      await registry.end();
      expect(await get(replica, key)).toMatch(/^503/);
      await until(/It cannot be reached/, async () => replica.output());
      const written = replica.output() + registry.output();
      expect(registry.output()).toContain('apiKeys.validate');
      for (const secret of [key, unknown, admin, `${identity.secretPrefix}key_`, 'eyJ'])
        expect(written).not.toContain(secret);
    } finally {
      await replica.end();
    }
  });
});

/** A copy of a database that nobody is connected to, as a backup is. */
async function copyOf(url: string) {
  const original = new URL(url);
  const name = `${original.pathname.slice(1)}_backup`;
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  const execute = async (statement: string) => {
    const postgres = new URL(url);
    postgres.pathname = '/postgres';
    const client = new Client({ connectionString: postgres.href });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await execute(`create database ${name} template ${original.pathname.slice(1)}`);
  return { url: copy.href, drop: () => execute(`drop database if exists ${name} with (force)`) };
}
