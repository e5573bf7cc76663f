import { once } from 'node:events';
import { Agent } from 'node:http';
import { connect } from 'node:net';
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
  const ready = async () => (await fetch(`${server.url}/readyz`, { headers: { connection: 'close' } })).status;

  beforeEach(async () => {
    database = await createPostgres();
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    await server.end();
    await database.drop();
  });

  it('what is under way is answered, new connections are refused, idle ones closed; exit 0', async () => {
    await start();
    // One connection on which nothing ever comes, accepted before those that follow; one that made a request and is kept.
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await fetch(`${server.url}/healthz`);
    const underWay = await Promise.all(Array.from({ length: 5 }, () => openRequest(server.url, agent)));
    server.child.kill('SIGTERM');
    await expect.poll(() => refused(server.url)).toBe(true);
    for (const { finish } of underWay) finish();
    const answers = await Promise.all(underWay.map(({ answer }) => answer));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    // Not by the timeout of 30 s, which would be told in the log.
    const { code, output } = await server.ended;
    expect([code, output]).toEqual([0, expect.not.stringContaining('connections are cut')]);
  });

  it('with a delay: not ready at once, but answering, and each answer tells that its connection closes', async () => {
    await start({ [`${envPrefix}SHUTDOWN_DELAY`]: '5' });
    expect(await ready()).toBe(200);
    const signalled = performance.now();
    server.child.kill('SIGTERM');
    await expect.poll(ready).toBe(503);
    const jwks = await fetch(`${server.url}/.well-known/jwks.json`);
    expect([jwks.status, jwks.headers.get('connection')]).toEqual([200, 'close']);
    const { answer, finish } = await openRequest(server.url, agent);
    finish();
    expect(await answer).toMatchObject({ status: 401, connection: 'close' });
    expect(server.child.exitCode).toBeNull();
    expect((await server.ended).code).toBe(0);
    expect(performance.now() - signalled).toBeGreaterThan(5_000);
  });

  it('what takes longer than the timeout is cut, and the log says how much', async () => {
    await start({ [`${envPrefix}SHUTDOWN_TIMEOUT`]: '1' });
    const { answer } = await openRequest(server.url, agent);
    server.child.kill('SIGTERM');
    await expect(answer).rejects.toThrow('socket hang up');
    const { code, output } = await server.ended;
    expect(code).toBe(0);
    expect(output).toContain('"connections":1,"msg":"requests took longer than 1 s: connections are cut"');
  });

  it.each(['uncaughtException'])('%s: logged once, in order, exit 1', async (kind) => {
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
