import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { aligned, printable } from '../../src/commands/printable.ts';
import { startServer, type RunningServer } from '../../src/index.ts';
import { testConfig } from '../support/app.ts';
import { runHere } from '../support/cli.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';

const { envPrefix } = identity;

describe.skipIf(postgresMissing !== undefined)(
  `the audit at a terminal${postgresMissing === undefined ? '' : ` (PostgreSQL missing: ${postgresMissing})`}`,
  () => {
    let directory: string;
    let database: TestDatabase;
    let server: RunningServer;
    let env: Record<string, string>;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'audit-'));
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
      await rm(directory, { recursive: true, force: true });
    });
    const run = (...args: string[]) => runHere(directory, args, env);

    it('O5 shows who authenticated and what was changed, in columns, by client, kind and age', async () => {
      const created = await run(
        'credentials',
        'create',
        '--user',
        'lea',
        '--name',
        'Essai',
        '--permission-set',
        'read_only',
      );
      const [, id = '', secret = ''] = /CLIENT_ID=(\w+)\s[\s\S]*CLIENT_SECRET=(\w+)/u.exec(created.output) ?? [];
      for (const client_secret of ['wrong', secret]) {
        const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret });
        await fetch(`${server.url}/oauth/token`, { method: 'POST', body: form });
      }
      await server.journal?.flush();
      await run('people', 'suspend', '--user', 'sam');
      const twice = await run('people', 'suspend', '--user', 'sam');
      expect([twice.code, twice.errors]).toEqual([2, expect.stringContaining('is suspended already')]);
      await run('people', 'sign-out', '--user', 'lea');

      const all = await run('audit');
      const lines = all.output.trim().split('\n');
      const from = lines[0]?.indexOf('EVENT') ?? 0;
      expect(lines.map((line) => line.slice(from).split(/ {2,}/u))).toEqual([
        ['EVENT', 'OUTCOME', 'CLIENT', 'PERSON', 'BY', 'FROM', 'TIMES'],
        ['person.signed_out', 'success', '-', 'lea', 'system', '-', '1'],
        ['person.suspended', 'success', '-', 'sam', 'system', '-', '1'],
        ['token.issued', 'success', id, 'lea', id, '127.0.0.1', '1'],
        ['client.refused', 'wrong_secret', id, '-', 'unknown', '127.0.0.1', '1'],
        ['credential.created', 'success', id, '-', 'system', '-', '1'],
      ]);
      // Each column begins at one place in all lines.
      for (const heading of ['OUTCOME', 'CLIENT', 'BY', 'TIMES']) {
        const column = lines[0]?.indexOf(heading) ?? 0;
        for (const line of lines) expect(line.slice(column - 2, column + 1)).toMatch(/^ {2}\S/u);
      }
      const some = await run('audit', '--client', id, '--type', 'token.issued', '--since', '1h', '--json');
      expect(JSON.parse(some.output)).toMatchObject([{ type: 'token.issued', client_id: id, subject: 'lea' }]);
      expect(JSON.parse((await run('audit', '--limit', '2', '--json')).output)).toHaveLength(2);
      const none = await run('audit', '--since', new Date(Date.now() + 60_000).toISOString());
      expect([none.output, none.errors]).toEqual(['', expect.stringContaining('nothing of that kind')]);
      expect(all.output).not.toContain(secret);
      await run('people', 'resume', '--user', 'sam');
    });

    it.each([
      [['audit', '--since', 'lately'], 2, '--since takes an age'],
      [['audit', '--limit', '0'], 2, '--limit takes a whole number'],
      [['audit', 'prune'], 2, '--before'],
      [['audit', 'prune', '--before', '400d'], 2, 'Add --yes'],
      [['audit', 'prune', '--before', '7d', '--yes'], 1, 'at least 30 days'],
      [
        ['credentials', 'create', '--user', 'lea', '--name', 'a\u001b[2Jb', '--permission-set', 'read_only'],
        1,
        'without control characters',
      ],
    ] as const)('%j: exit %i, %s', async (args, code, text) => {
      const ended = await run(...args);
      expect([ended.code, ended.output, ended.errors]).toEqual([code, '', expect.stringContaining(text)]);
    });

    it('O5 deletes what is old when one insists, and says so in the audit', async () => {
      await server.db
        .insertInto('audit_event')
        .values({ type: 'token.issued', occurred_at: new Date(Date.now() - 500 * 86_400_000), details: '{}' })
        .execute();
      const pruned = await run('audit', 'prune', '--before', '400d', '--yes');
      expect([pruned.code, pruned.errors]).toEqual([0, expect.stringMatching(/^1 lines from before/u)]);
      expect((await run('audit', '--type', 'audit.pruned')).output).toContain('audit.pruned');
    });

    it('a name from before names were checked moves no cursor, in no list', async () => {
      const { owner_id } = await server.db
        .selectFrom('credential')
        .select('owner_id')
        .limit(1)
        .executeTakeFirstOrThrow();
      const row = { client_id: 'cl_old000000001', owner_id, permission_set: 'read_only', scopes: [], resources: [] };
      await server.db
        .insertInto('credential')
        .values({
          ...row,
          name: '\u001b[2J\u202eevil',
          environment: 'live',
          created_at: new Date(),
          revoked_reason: null,
        })
        .execute();
      const { output } = await run('credentials', 'list');
      expect(output).toContain('\\u{1b}[2J\\u{202e}evil');
      // oxlint-disable-next-line no-control-regex
      expect(output).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    });
  },
);

describe('what is printed of others', () => {
  it.each([
    ['Léa Fontaine 🙂', 'Léa Fontaine 🙂'],
    ['a\tb\nc', String.raw`a\u{9}b\u{a}c`],
    ['\u2028\u2066x', String.raw`\u{2028}\u{2066}x`],
    ['\ud800', '\ufffd'],
  ])('%j as %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('in columns as wide as the widest cell, also of what is escaped', () => {
    expect(
      aligned([
        ['A', 'B'],
        ['\u0007', 'x'],
        ['é', 'y'],
      ]),
    ).toBe(['A      B', '\\u{7}  x', 'é      y'].join('\n'));
  });
});
