import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { createApp, issuePersonToken, startServer, type App, type RunningServer } from '../../src/index.ts';
import { testConfig } from '../support/app.ts';
import { employ } from '../support/counter.ts';
import { runAtTerminal, runHere } from '../support/cli.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { embeddedDirectory } from '../support/seeded.ts';
import { untilCounted } from '../support/usage.ts';

const noTerminal = spawnSync('script', ['--version']).error !== undefined;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'usage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function create(app: App, name: string): Promise<string> {
  const { accessToken } = await issuePersonToken(app, 'lea');
  const response = await app.app.inject({
    method: 'POST',
    url: '/api/v1/credentials',
    headers: { authorization: `Bearer ${accessToken}` },
    payload: { name, permission_set: 'read_only' },
  });
  return (response.json() as { client_id: string }).client_id;
}

/** Rows of today, as the ledger writes them. */
const insert = (app: App, clientId: string, requests: number, more: object = {}) => {
  const now = new Date();
  return app.db
    .insertInto('usage_count')
    .values({
      caller_kind: 'client',
      client_id: clientId,
      starts_at: new Date(now.getTime() - (now.getTime() % 3_600_000)),
      span: 'hour',
      operation_id: 'collectivites.list',
      usage: ['public', 'app'],
      status: 200,
      requests,
      bytes_in: 0,
      bytes_out: requests * 1_000,
      last_at: now,
      ...more,
    })
    .execute();
};

describe.skipIf(postgresMissing !== undefined)(
  `usage at a terminal, on PostgreSQL${postgresMissing === undefined ? '' : ` (missing: ${postgresMissing})`}`,
  () => {
    let database: TestDatabase;
    let app: App;
    let env: Record<string, string>;
    let clientId: string;

    beforeAll(async () => {
      database = await createPostgres('seeded');
      const { location } = database;
      if (location.kind !== 'postgres') throw new TypeError('Not PostgreSQL.');
      const { envPrefix } = identity;
      const pepper = Buffer.from(testConfig.peppers![0]!.key).toString('base64');
      env = {
        DATABASE_URL: location.url,
        [`${envPrefix}SEED`]: 'none',
        [`${envPrefix}PEPPER`]: `1:${pepper}`,
      };
      app = await createApp({ ...testConfig, database: location });
      clientId = await create(app, 'Export');
      // Such names are refused today; an older server took them.
      const named = app.db.updateTable('credential').set({ name: 'Export \u001b[31mde nuit' });
      await named.where('client_id', '=', clientId).execute();
      await insert(app, clientId, 1_500);
      await insert(app, clientId, 300, { status: 429 });
      await insert(app, clientId, 200, { operation_id: 'oauth.token', usage: ['public'] });
      await insert(app, 'rc_1', 3, { caller_kind: 'apiKey' });
    });
    afterAll(async () => {
      await app?.close();
      await database?.drop();
    });
    const run = (...args: string[]) => runHere(directory, ['usage', ...args], env);

    it('of a credential: totals, a chart of 30 days, operations, what for, and statuses; no colours into a pipe', async () => {
      const { code, output, errors } = await run(clientId);
      expect([code, errors]).toEqual([0, '']);
      expect(output).not.toContain('\u001b');
      expect(output).toContain(String.raw`${clientId}  Export \u{1b}[31mde nuit`);
      expect(output).toMatch(/2,000 requests {3}300 errors \(15\.0 %\) {3}300 throttled/u);
      expect(output).toMatch(/^ {3}2,000 │ +█$/mu);
      expect(output).toMatch(/^ {2}collectivites\.list +█+ +1,800 +16\.7 % +300 +1\.80 MB$/mu);
      expect(output).toMatch(/^ {2}oauth\.token +[█▏▎▍▌▋▊▉]+ +200 +0 % +0 +200 kB$/mu);
      expect(output).toContain('public 2,000 · app 1,800');
      expect(output).toContain('200 1,700 · 429 300');
      expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    });

    it('of all: the busiest credentials and keys first', async () => {
      const { output } = await run('--hours', '24');
      expect(output).toContain('2,003 requests');
      const [first, second] = [output.indexOf(clientId), output.indexOf('rc_1  API key')];
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first);
    });

    it('as JSON, with all figures', async () => {
      const usage = JSON.parse((await run(clientId, '--days', '2', '--json')).output);
      expect(usage).toMatchObject({
        requests: 2_000,
        rate_limited: 300,
        caller: { kind: 'client', client_id: clientId },
      });
      expect(usage.hours).toHaveLength(1);
      expect((Date.parse(usage.before) - Date.parse(usage.from)) / 86_400_000).toBe(2);
      const key = JSON.parse((await run('rc_1', '--json')).output);
      expect([key.requests, key.caller]).toEqual([3, expect.objectContaining({ kind: 'apiKey', name: null })]);
    });

    it.each([
      [['cl_000000000000'], 1, 'Nothing is known about cl_000000000000'],
      [['--days', '0'], 2, '--days takes a whole number from 1 to 400'],
      [['--hours', '769'], 2, '--hours takes a whole number from 1 to 768'],
      [['--days', '2', '--hours', '2'], 2, 'not both'],
      [['--weeks', '2'], 2, '--weeks'],
    ] as const)('%j: exit %i, %s', async (args, code, text) => {
      const ended = await run(...args);
      expect([ended.code, ended.output, ended.errors]).toEqual([code, '', expect.stringContaining(text)]);
    });
  },
);

describe('usage at a terminal, of an embedded database that a server holds', () => {
  let server: RunningServer;
  beforeEach(async () => {
    const database = await embeddedDirectory(join(directory, 'pg18'), 'empty');
    server = await startServer({ ...testConfig, database, dataDirectory: directory, peppers: undefined, seed: false });
    await employ(server.db);
  });
  afterEach(() => server.close());

  it.skipIf(noTerminal)(
    `through the server, in colours at a terminal${noTerminal ? ' (missing: the command script)' : ''}`,
    async () => {
      const clientId = await create(server, 'Tableau de bord');
      const before = await runHere(directory, ['usage', clientId]);
      expect([before.code, before.output]).toEqual([0, expect.stringContaining('There were no calls in this time.')]);
      await insert(server, clientId, 12);
      await untilCounted(server.db, clientId, 12);
      const { code, output } = await runAtTerminal(directory, ['usage', clientId], [], { TERM: 'xterm' });
      expect(code).toBe(0);
      expect(output).toContain('\u001b[1m12\u001b[22m requests');
      expect(output).toContain('█\u001b[39m');
    },
  );
});
