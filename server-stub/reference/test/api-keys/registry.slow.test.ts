// Processes are killed, frozen and restored, and the copy of the keys has to grow too old each time.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { startServer } from '../../src/server.ts';
import { generateApiKey } from '../../src/secrets/api-key.ts';
import { testConfig } from '../support/app.ts';
import { postgresMissing } from '../support/databases.ts';
import { openKeySystem, urlOf, type KeySystem } from '../support/key-system.ts';
import { startProcess, type ServerProcess } from '../support/process.ts';
import { letInUntil, until } from './keys.ts';

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;
const { envPrefix } = identity;

describe.skipIf(postgresMissing !== undefined)(`the registry in a process of its own${reason}`, () => {
  let system: KeySystem;
  let following: KeySystem['following'];
  let asking: KeySystem['asking'];
  let registry: ServerProcess;

  beforeAll(async () => {
    system = await openKeySystem();
    ({ following, asking } = system);
  });
  afterAll(() => system?.close());
  beforeEach(async () => {
    registry = await openRegistry();
  });
  afterEach(() => registry.end());

  const openRegistry: KeySystem['openRegistry'] = (...how) => system.openRegistry(...how);
  const register = () => system.register();
  const issue: KeySystem['issue'] = (...what) => system.issue(...what);
  const revoke = (client: string) => system.revoke(client);
  const send: KeySystem['send'] = (...what) => system.send(...what);
  const get: KeySystem['get'] = (...what) => system.get(...what);

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
      took.push(await letInUntil(/^401/, () => get(following, key)));
    }
    // Never longer than the copy may be old, and within a second where the machine is not busy with something else.
    expect(Math.max(...took)).toBeLessThan(2_100);
    expect(took.toSorted((a, b) => a - b)[took.length / 2]).toBeLessThan(1_000);
  });

  /** What each of four callers gets meanwhile, in order, without repetitions. */
  /** All callers, once the last answer of each is such a one: a busy machine serves some of them late. */
  type Everybody = (answer: RegExp) => Promise<unknown>;

  async function during(
    server: { url: string },
    key: string,
    work: (everybody: Everybody) => Promise<unknown>,
  ): Promise<string[][]> {
    const over = new AbortController();
    // Each in its own order: what two were answered at once arrives in any.
    const seen: string[][] = [[], [], [], []];
    const callers = seen.map(async (answers) => {
      while (!over.signal.aborted) {
        const answer = await get(server, key);
        if (answers.at(-1) !== answer) answers.push(answer);
        await delay(10);
      }
    });
    const everybody: Everybody = (answer) =>
      vi.waitUntil(() => seen.every((answers) => answer.test(answers.at(-1) ?? '')), { timeout: 60_000, interval: 20 });
    await work(everybody).finally(() => over.abort());
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
      const seen = await during(following, key, async (everybody) => {
        await everybody(/^200/);
        await go();
        const gone = performance.now();
        const letIn = await letInUntil(/^503 Retry-After 2/, () => get(following, key));
        expect(performance.now() - gone).toBeGreaterThan(1_000);
        expect(letIn).toBeLessThan(3_500);
        expect(await send(following, { authorization: bearer }), 'a token is judged as ever').not.toMatch(/^5/);
        expect(await get(following, 'no key')).toBe('401');
        await everybody(/^503/);
        await back();
        await everybody(/^200/);
      });
      expect(seen).toEqual(Array.from({ length: 4 }, () => ['200', '503 Retry-After 2', '200']));
      await revoke(client);
      await until(/^401/, () => get(following, key));
    },
  );

  it.each(outages)('O3 upstream $name: by the service 503 within its deadline, never 401', async ({ go, back }) => {
    const client = await register();
    const key = await issue(client);
    const seen = await during(asking, key, async (everybody) => {
      await everybody(/^200/);
      await go();
      // Within its deadline, or this would wait for ever: nothing ends a registry that froze.
      await everybody(/^503/);
      await back();
      await everybody(/^200/);
    });
    for (const answers of seen) {
      expect([...new Set(answers)].toSorted()).toEqual(['200', '503 Retry-After 2']);
      expect([answers[0], answers.at(-1)]).toEqual(['200', '200']);
    }
    await revoke(client);
    expect(await get(asking, key)).toBe('401');
  });

  it('O3 restored from an older backup: what it forgot is refused, and what it does then counts', async () => {
    const kept = await register();
    const key = await issue(kept);
    await registry.end();
    const backup = await copyOf(urlOf(system.store));
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
      database: system.database.location,
      issuer: following.url,
      registry: { url: system.url, mode: 'synchronized', staleness: 2 },
    });
    try {
      expect(await get(late, key)).toBe('503 Retry-After 2');
      expect((await fetch(`${late.url}/readyz`)).status).toBe(503);
      registry = await openRegistry();
      await until(/^200/, () => get(late, key));
      expect((await fetch(`${late.url}/readyz`)).status).toBe(200);
    } finally {
      await late.close();
    }
  });

  it('O1 neither keys nor tokens are in the logs of both, in good days and in bad ones', async () => {
    await registry.end();
    registry = await openRegistry(urlOf(system.store), { [`${envPrefix}REGISTRY_LOG_LEVEL`]: 'trace' });
    const key = await issue(await register());
    const replica = await startProcess({
      DATABASE_URL: urlOf(system.database),
      [`${envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      [`${envPrefix}ISSUER`]: following.url,
      [`${envPrefix}LOG_LEVEL`]: 'trace',
      [`${envPrefix}REGISTRY_URL`]: system.url,
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
      for (const secret of [key, unknown, system.admin, `${identity.secretPrefix}key_`, 'eyJ'])
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
