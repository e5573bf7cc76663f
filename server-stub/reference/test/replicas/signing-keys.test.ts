import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { commands } from '../../src/commands/index.ts';
import { listSigningKeys, retireSigningKey, rotateSigningKey } from '../../src/credentials/key-rotation.ts';
import { formatPepper, Peppers } from '../../src/credentials/pepper.ts';
import { openApp, testConfig, type TestApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing, type TestDatabase } from '../support/databases.ts';

const peppers = new Peppers(testConfig.peppers ?? []);
const subject = randomUUID();

async function addPerson({ db }: TestApp): Promise<void> {
  const names = { login: 'ada', prenom: 'Ada', nom: 'Essai', email: 'ada@example.org' };
  await db
    .insertInto('utilisateur')
    .values({ id: subject, status: 'active', ...names })
    .execute();
}

const tokenOf = async ({ tokens }: TestApp) =>
  (await tokens.issueToken({ subject, clientId: 'test', scopes: ['utilisateur.read'] })).accessToken;
const whoAmI = async (app: TestApp, token: string) =>
  (await app.call('utilisateur.get', '/api/v1/utilisateur', { token })).status;
const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

async function published({ app }: TestApp) {
  const response = await app.inject({ method: 'GET', url: '/.well-known/jwks.json' });
  const { keys } = response.json() as { keys: { kid: string }[] };
  return { kids: keys.map(({ kid }) => kid), cacheControl: response.headers['cache-control'], text: response.body };
}

/** Waits for a condition, 10 s at most. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('It never came true.');
    await delay(10);
  }
}

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`signing keys, on ${name}`, () => {
    let database: TestDatabase;
    let app: TestApp;

    beforeAll(async () => {
      database = await create();
      app = await openApp(database, { seed: false });
      await addPerson(app);
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });

    it('T5 a rotation: published first, then it signs; the old key verifies until its end, and no longer', async () => {
      const before = await tokenOf(app);
      const { kid } = await rotateSigningKey(app.db, peppers, { delay: 3_600, keep: 3_600 });
      await app.changes.sync();
      expect(await published(app)).toMatchObject({
        kids: [kid, kidOf(before)],
        cacheControl: 'public, max-age=60',
        text: expect.not.stringContaining('"d"'),
      });
      expect((await listSigningKeys(app.db)).map(({ state }) => state)).toEqual(['published', 'signing']);
      expect(kidOf(await tokenOf(app))).toBe(kidOf(before));
      await expect(rotateSigningKey(app.db, peppers, { delay: 2, keep: 2 })).rejects.toThrow('is under way');

      // The hours pass: what is left of each is a moment, so that the server sees it end by itself.
      const set = async (key: string, change: { activates_at?: Date; retires_at?: Date }) => {
        await app.db.updateTable('signing_key').set(change).where('kid', '=', key).execute();
        await app.changes.sync();
      };
      await set(kid, { activates_at: new Date(Date.now() + 200) });
      await until(async () => kidOf(await tokenOf(app)) === kid);
      expect(await whoAmI(app, before)).toBe(200);
      await set(kidOf(before), { retires_at: new Date(Date.now() + 200) });
      await until(async () => (await whoAmI(app, before)) === 401);
      expect((await published(app)).kids).toEqual([kid]);
      expect((await listSigningKeys(app.db)).map(({ state }) => state)).toEqual(['signing', 'retired']);
    });

    it('T5 a key that is compromised: its tokens are refused at once, and the one that signs cannot be retired', async () => {
      const before = await tokenOf(app);
      expect(await whoAmI(app, before)).toBe(200);
      await expect(retireSigningKey(app.db, kidOf(before))).rejects.toThrow('--revoke-old');
      await rotateSigningKey(app.db, peppers, { delay: 0, keep: 3_600, revokeOld: true });
      await app.changes.sync();
      expect(await whoAmI(app, before)).toBe(401);
      expect(await whoAmI(app, await tokenOf(app))).toBe(200);
    });

    it('T5 a rotation that is taken back: the old key goes on signing', async () => {
      const { kid } = await rotateSigningKey(app.db, peppers, { delay: 60, keep: 0 });
      await retireSigningKey(app.db, kid);
      await app.changes.sync();
      expect((await listSigningKeys(app.db))[1]).toMatchObject({ state: 'signing', retires_at: null });
      expect(kidOf(await tokenOf(app))).not.toBe(kid);
      await expect(retireSigningKey(app.db, kid)).rejects.toThrow('retired already');
      await expect(retireSigningKey(app.db, 'nobody')).rejects.toThrow('no key nobody');
    });
  });
}

const reason = postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`;

describe.skipIf(postgresMissing !== undefined)(`signing keys of two replicas, by command${reason}`, () => {
  let database: TestDatabase;
  let replicas: TestApp[];

  beforeAll(async () => {
    database = await createPostgres();
    if (database.location.kind !== 'postgres') throw new TypeError('This needs PostgreSQL.');
    replicas = [await openApp(database, { seed: false }), await openApp(database, { seed: false })];
    await addPerson(replicas[0]!);
    vi.stubEnv('DATABASE_URL', database.location.url);
    vi.stubEnv(`${identity.envPrefix}PEPPER`, (testConfig.peppers ?? []).map(formatPepper).join(','));
    vi.stubEnv(`${identity.envPrefix}SEED`, 'none');
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all((replicas ?? []).map((replica) => replica.close()));
    await database?.drop();
  });

  const run = async (...words: string[]) => {
    const said: string[] = [];
    for (const stream of ['log', 'error'] as const)
      vi.spyOn(console, stream).mockImplementation((text: unknown) => void said.push(String(text)));
    const command = await commands[words.slice(0, 2).join(' ')]!.load();
    await command.run(words.slice(2));
    return said.join('\n');
  };

  it('T5 tokens issued all the while are accepted by both, whoever issued them', async () => {
    const kids = new Set<string>();
    let issued = 0;
    const rotation = new AbortController();
    const deadline = performance.now() + 30_000;
    const refused: number[] = [];
    const issue = async (issuer: TestApp) => {
      while ((!rotation.signal.aborted || kids.size < 2) && performance.now() < deadline) {
        const token = await tokenOf(issuer);
        kids.add(kidOf(token));
        issued += 1;
        const statuses = await Promise.all(replicas.map((replica) => whoAmI(replica, token)));
        refused.push(...statuses.filter((status) => status !== 200));
      }
    };
    const first = await tokenOf(replicas[0]!);
    const issuing = Promise.all(replicas.map(issue));
    const said = await run('keys', 'rotate', '--delay', '2', '--keep', '60');
    rotation.abort();
    await issuing;
    expect(said).toContain('is published and signs from');
    expect(refused).toEqual([]);
    expect(kids).toHaveLength(2);
    expect(issued).toBeGreaterThan(20);
    expect(await Promise.all(replicas.map((replica) => whoAmI(replica, first)))).toEqual([200, 200]);
    const list = await run('keys', 'list');
    expect(list.split('\n').map((line) => line.split(/\s+/u)[2])).toEqual(['signing', 'verifying']);
  });

  it('T5 the old key revoked by command: both replicas refuse its tokens within a second', async () => {
    const old = await tokenOf(replicas[0]!);
    await run('keys', 'rotate', '--now', '--revoke-old');
    const revokedAt = performance.now();
    // One that is late with the news answers 503: it is not let in.
    let letIn = 0;
    await until(async () => {
      const asked = performance.now() - revokedAt;
      const statuses = await Promise.all(replicas.map((replica) => whoAmI(replica, old)));
      if (statuses.includes(200)) letIn = asked;
      return statuses.every((status) => status === 401);
    });
    expect(letIn).toBeLessThanOrEqual(1_000);
    await expect(run('keys', 'rotate', '--revoke-old')).rejects.toThrow('add --now');
    await expect(run('keys', 'retire', '--kid', 'nobody')).rejects.toThrow('keys list shows them');
  });
});
