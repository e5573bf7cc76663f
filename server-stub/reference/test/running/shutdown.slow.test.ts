// Each test starts a process and lets it end badly.
import { Agent } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { openRequest, refused } from '../support/open-request.ts';
import { startProcess, type ServerProcess } from '../support/process.ts';

const { envPrefix } = identity;

describe.skipIf(postgresMissing !== undefined)('the end of a server', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let agent: Agent;

  const start = async (env: Record<string, string> = {}) => {
    const { url } = database.location as { url: string };
    server = await startProcess({ DATABASE_URL: url, [`${envPrefix}LOG_LEVEL`]: 'info', ...env });
  };

  beforeEach(async () => {
    database = await createPostgres();
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await server.end();
    await database.drop();
  });

  // Again on a machine that is busy with other tests, where a line can be under way: a logger that gathers lines fails each time.
  it('a kill -9 loses no line of the log', { retry: 2 }, async () => {
    await start();
    for (let n = 1; n <= 20; n += 1) {
      // By the time one is answered, the line of the one before has been written.
      await (await fetch(`${server.url}/.well-known/jwks.json`)).text();
    }
    server.child.kill('SIGKILL');
    const { output } = await server.ended;
    expect(output.match(/"request completed"/gu)?.length).toBeGreaterThanOrEqual(19);
  });

  it('a second signal ends it at once', async () => {
    await start();
    await openRequest(server.url, agent);
    server.child.kill('SIGTERM');
    // It has begun to end, and waits.
    await expect.poll(() => refused(server.url)).toBe(true);
    expect(server.child.exitCode).toBeNull();
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(1);
  });

  it.each(['unhandledRejection'])('%s: logged once, in order, exit 1', async (kind) => {
    const { url } = database.location as { url: string };
    server = await startProcess(
      { DATABASE_URL: url, [`${envPrefix}LOG_LEVEL`]: 'info' },
      new URL(`../support/processes/${kind}.ts`, import.meta.url),
    );
    const { answer, finish } = await openRequest(server.url, agent);
    server.child.kill('SIGUSR2');
    await expect.poll(() => refused(server.url)).toBe(true);
    finish();
    expect((await answer).status).toBe(401);
    const { code, output } = await server.ended;
    expect(code).toBe(1);
    expect(output.match(/uncaught error/gu)).toHaveLength(1);
    expect(output).toContain('broken on purpose');
  });
});
