import { issuePersonToken, startServer, type RunningServer } from '@guichet/reference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../scripts/lib/run.ts';
import { variables } from './server/support/settings.ts';
import { openSeeded, type TestDatabase } from '../server-stub/reference/test/support/databases.ts';

describe('npm run test:server', () => {
  let database: TestDatabase;
  let server: RunningServer;
  beforeAll(async () => {
    database = await openSeeded();
    server = await startServer({ port: 0, database: database.location, seed: true, logLevel: 'silent' });
  });
  afterAll(async () => {
    await server?.close();
    await database?.drop();
  });

  it('judges the reference server and finds nothing', { timeout: 300_000 }, async () => {
    const [person, other, auditor] = await Promise.all(
      ['lea', 'ana', 'sam'].map((login) => issuePersonToken(server, login)),
    );
    const { code, output } = await run('node', ['scripts/test-server.ts', '--url', server.url], {
      env: {
        [variables.token]: person?.accessToken,
        [variables.otherToken]: other?.accessToken,
        [variables.auditorToken]: auditor?.accessToken,
      },
    });
    expect(output).toMatch(/^\d+ passed, 0 failed, 2 skipped$/m);
    expect(code).toBe(0);
    expect(output).not.toContain(person?.accessToken);
  });

  it('sees what is wrong: a server that is none fails, with what was expected', { timeout: 120_000 }, async () => {
    const { code, output } = await run('node', [
      'scripts/test-server.ts',
      '--url',
      `${server.url}/nothing`,
      '--token',
      'x',
    ]);
    expect(code).toBe(1);
    expect(output).toContain('answers 404, not 200 (RFC 8414 section 3)');
  });

  it('says how it is used when it is told no server', async () => {
    const { code, output } = await run('node', ['scripts/test-server.ts']);
    expect(code).toBe(2);
    expect(output).toContain('npm run test:server -- --url');
  });
});
