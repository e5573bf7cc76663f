import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { startServer, type RunningServer } from '../../src/index.ts';
import { testConfig } from '../support/app.ts';
import { employ } from '../support/counter.ts';
import { runAtTerminal, runCli, runHere, type Run } from '../support/cli.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { embeddedDirectory } from '../support/seeded.ts';

const noTerminal = spawnSync('script', ['--version']).error !== undefined;
const { envPrefix } = identity;

/** What was printed for a program's environment. */
const printed = ({ output }: Run) => ({
  client_id: new RegExp(`^${envPrefix}CLIENT_ID=(cl_\\w+)\\r?$`, 'mu').exec(output)?.[1] ?? '',
  client_secret: new RegExp(`^${envPrefix}CLIENT_SECRET=(\\w+)\\r?$`, 'mu').exec(output)?.[1] ?? '',
});
const wish = ['--user', 'lea', '--name', 'Tableau de bord', '--permission-set', 'read_only'];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'commands-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Status of a token request. */
async function requestToken(server: RunningServer, credential: object): Promise<number> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...credential });
  return (await fetch(`${server.url}/oauth/token`, { method: 'POST', body: form })).status;
}

describe.skipIf(postgresMissing !== undefined)(
  `credentials from a terminal, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    let database: TestDatabase;
    let server: RunningServer;
    let env: Record<string, string>;

    beforeAll(async () => {
      database = await createPostgres('seeded');
      server = await startServer({ ...testConfig, database: database.location });
      if (database.location.kind !== 'postgres') throw new TypeError('Not PostgreSQL.');
      const { key } = testConfig.peppers?.[0] ?? { key: Buffer.alloc(32) };
      env = {
        DATABASE_URL: database.location.url,
        [`${envPrefix}PEPPER`]: `1:${Buffer.from(key).toString('base64')}`,
      };
    });
    afterAll(async () => {
      await server?.close();
      await database?.drop();
    });
    const run = (...args: string[]) => runHere(directory, ['credentials', ...args], env);

    it('created, listed, rotated and revoked beside a running server; secrets are printed once, and only they are', async () => {
      // In a process of its own, as people run it; what comes after is the same, and here.
      const created = await runCli(directory, ['credentials', 'create', ...wish], env);
      expect(created).toMatchObject({ code: 0, errors: expect.stringContaining('shown only this once') });
      const first = printed(created);
      expect(created.output.trim().split('\n')).toHaveLength(2);
      expect(await requestToken(server, first)).toBe(200);

      const list = await run('list', '--user', 'lea', '--status', 'active');
      expect(list.output).toMatch(new RegExp(`^${first.client_id}\tactive\tlive\tLéa Fontaine\tTableau de bord`, 'mu'));
      expect((await run('list', '--user', 'ana')).output).toBe('');

      const rotated = await run('rotate', '--client-id', first.client_id, '--grace', '1h');
      const second = printed(rotated);
      expect([await requestToken(server, first), await requestToken(server, second)]).toEqual([200, 200]);
      const third = await run('rotate', '--client-id', first.client_id);
      expect([third.code, third.output, third.errors]).toEqual([1, '', expect.stringContaining('Two secrets work')]);
      const leaked = JSON.parse((await run('rotate', '--client-id', first.client_id, '--grace', '0', '--json')).output);
      expect([await requestToken(server, second), await requestToken(server, leaked)]).toEqual([401, 200]);

      const revoked = await run('revoke', '--client-id', first.client_id, '--yes', '--reason', 'Essai');
      expect([revoked.code, revoked.errors]).toEqual([0, expect.stringContaining('is revoked')]);
      expect(await requestToken(server, leaked)).toBe(401);
      const all = (await run('list', '--json')).output;
      expect(JSON.parse(all)[0]).toMatchObject({ status: 'revoked', revoked_reason: 'Essai' });
      for (const { client_secret } of [first, second, leaked]) expect(all + list.output).not.toContain(client_secret);

      const events = await server.db
        .selectFrom('audit_event')
        .select(['type', 'actor_id', 'actor_client_id'])
        .where('client_id', '=', first.client_id)
        // Tokens, issued and refused, are written a moment later: the order is that of what was done with the credential.
        .where('type', 'like', 'credential.%')
        .orderBy('event_id')
        .execute();
      expect(events.at(-1)).toEqual({ type: 'credential.revoked', actor_id: null, actor_client_id: null });
    });

    it.each([
      [['create', '--user', 'lea', '--permission-set', 'read_only'], 2, '--name NAME'],
      [['create', '--user', 'nobody', '--name', 'x', '--permission-set', 'read_only'], 1, 'Known: ana, lea, sam'],
      [['create', '--user', 'lea', '--name', 'x', '--permission-set', 'all'], 1, 'Known: read_only'],
      [
        ['create', '--user', 'ana', '--name', 'x', '--permission-set', 'indicateurs_write'],
        1,
        'indicateurs.valeurs.write',
      ],
      [['create', ...wish, '--expires-at', 'soon'], 2, '--expires-at takes'],
      [['create', ...wish, '--expires-at', '2001-01-01'], 1, 'must be in the future'],
      [['create', ...wish, '--environment', 'staging'], 2, 'live or test'],
      [['list', '--status', 'gone'], 2, '--status takes'],
      [['rotate'], 2, '--client-id ID'],
      [['rotate', '--client-id', 'cl_000000000000'], 1, 'no credential cl_000000000000'],
      [['rotate', '--client-id', 'x', '--grace', '8d'], 2, 'at most 7d'],
      [['rotate', '--client-id', 'x', '--grace', 'long'], 2, '--grace takes'],
      [['revoke', '--client-id', 'cl_000000000000', '--yes'], 1, 'no credential cl_000000000000'],
      [['dance'], 2, 'no command'],
    ] as const)('without a terminal, %j: exit %i, %s, and nothing printed', async (args, code, text) => {
      const ended = await run(...args);
      expect([ended.code, ended.output, ended.errors]).toEqual([code, '', expect.stringContaining(text)]);
    });

    it('revoke without a terminal and without --yes: refused, and the credential works on', async () => {
      const credential = printed(await run('create', ...wish));
      const refused = await run('revoke', '--client-id', credential.client_id);
      expect([refused.code, refused.errors]).toEqual([2, expect.stringContaining('Add --yes')]);
      expect(await requestToken(server, credential)).toBe(200);
    });
  },
);

describe('credentials from a terminal, on an embedded database', () => {
  let server: RunningServer;
  let home: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'commands-'));
    const database = await embeddedDirectory(join(home, 'pg18'), 'empty');
    server = await startServer({ ...testConfig, database, dataDirectory: home, peppers: undefined, seed: false });
    await employ(server.db);
  });
  afterAll(async () => {
    await server?.close();
    await rm(home, { recursive: true, force: true });
  });

  it('that a server holds: through the server, which counts the change at once', async () => {
    const credential = printed(await runCli(home, ['credentials', 'create', ...wish]));
    expect(await requestToken(server, credential)).toBe(200);
    const refused = await runHere(home, ['credentials', 'rotate', '--client-id', 'cl_000000000000']);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('no credential cl_000000000000')]);
    await runHere(home, ['credentials', 'revoke', '--client-id', credential.client_id, '--yes']);
    expect(await requestToken(server, credential)).toBe(401);
  });

  it('that a server holds in production, where it takes no commands: says what to do', async () => {
    const refused = await runHere(home, ['credentials', 'list'], {
      NODE_ENV: 'production',
      [`${envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 1).toString('base64')}`,
      [`${envPrefix}ISSUER`]: 'https://api.example',
    });
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('in use')]);
  });

  it.skipIf(noTerminal)(
    `at a terminal, asks for what is missing and for the name before it revokes${noTerminal ? ' (missing: the command script)' : ''}`,
    async () => {
      const created = await runAtTerminal(
        home,
        ['credentials', 'create'],
        [
          ['login', 'lea'],
          ['name', 'Export'],
          ['What may it do', 'custom'],
          ['scopes', 'collectivites.read, utilisateur.read'],
        ],
      );
      const credential = printed(created);
      expect(await requestToken(server, credential)).toBe(200);
      const revoke = ['credentials', 'revoke', '--client-id', credential.client_id];
      const wrong = await runAtTerminal(home, revoke, [['to confirm', 'Import']]);
      expect([wrong.code, wrong.output]).toEqual([2, expect.stringContaining('Nothing was changed')]);
      const left = await runAtTerminal(home, revoke, [['to confirm', '\u0003']]);
      expect([left.code, left.output]).toEqual([2, expect.stringContaining('Nothing was changed')]);
      expect(await requestToken(server, credential)).toBe(200);
      expect((await runAtTerminal(home, revoke, [['to confirm', 'Export']])).code).toBe(0);
      expect(await requestToken(server, credential)).toBe(401);
    },
  );
});
