import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { createPostgres, postgresMissing, type TestDatabase } from '../support/databases.ts';
import { startProcess, type ServerProcess } from '../support/process.ts';

const { envPrefix } = identity;
const body = 'grant_type=client_credentials&client_id=nobody&client_secret=wrong';

/** A request whose body comes in two parts; the server cannot answer before the second. */
function openRequest(url: string, agent: Agent) {
  const out = request(`${url}/oauth/token`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length },
  });
  const answer = once(out, 'response').then(async ([response]) => {
    const { statusCode, headers } = response as IncomingMessage;
    let text = '';
    for await (const chunk of response as IncomingMessage) text += String(chunk);
    return { status: statusCode, connection: headers.connection, text };
  });
  answer.catch(() => {});
  out.write(body.slice(0, 20));
  return { answer, finish: () => out.end(body.slice(20)) };
}

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
    const underWay = Array.from({ length: 5 }, () => openRequest(server.url, agent));
    // One connection that made a request and is kept, one on which nothing ever came.
    await fetch(`${server.url}/healthz`);
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await delay(200);
    server.child.kill('SIGTERM');
    await expect.poll(() => refused(server.url)).toBe(true);
    for (const { finish } of underWay) finish();
    const answers = await Promise.all(underWay.map(({ answer }) => answer));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    const finished = performance.now();
    expect((await server.ended).code).toBe(0);
    expect(performance.now() - finished).toBeLessThan(5_000);
  });

  it('with a delay: not ready at once, but answering, and each answer tells that its connection closes', async () => {
    await start({ [`${envPrefix}SHUTDOWN_DELAY`]: '2' });
    expect(await ready()).toBe(200);
    const signalled = performance.now();
    server.child.kill('SIGTERM');
    await expect.poll(ready).toBe(503);
    const jwks = await fetch(`${server.url}/.well-known/jwks.json`);
    expect([jwks.status, jwks.headers.get('connection')]).toEqual([200, 'close']);
    const { answer, finish } = openRequest(server.url, agent);
    finish();
    expect(await answer).toMatchObject({ status: 401, connection: 'close' });
    expect(performance.now() - signalled).toBeLessThan(2_000);
    expect((await server.ended).code).toBe(0);
    expect(performance.now() - signalled).toBeGreaterThan(2_000);
  });

  it('what takes longer than the timeout is cut, and the log says how much', async () => {
    await start({ [`${envPrefix}SHUTDOWN_TIMEOUT`]: '1' });
    const { answer } = openRequest(server.url, agent);
    await delay(200);
    server.child.kill('SIGTERM');
    await expect(answer).rejects.toThrow('socket hang up');
    const { code, output } = await server.ended;
    expect(code).toBe(0);
    expect(output).toContain('"connections":1,"msg":"requests took longer than 1 s: connections are cut"');
  });

  it('a kill -9 loses no line of the log', async () => {
    await start();
    for (let n = 1; n <= 20; n += 1) {
      // oxlint-disable-next-line no-await-in-loop -- when one is answered, the line of the one before is written
      await (await fetch(`${server.url}/.well-known/jwks.json`)).text();
    }
    server.child.kill('SIGKILL');
    const { output } = await server.ended;
    expect(output.match(/"request completed"/gu)?.length).toBeGreaterThanOrEqual(19);
  });

  it('a second signal ends it at once', async () => {
    await start();
    openRequest(server.url, agent);
    await delay(200);
    server.child.kill('SIGTERM');
    await delay(300);
    expect(server.child.exitCode).toBeNull();
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(1);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('%s: logged once, in order, exit 1', async (kind) => {
    const { url } = database.location as { url: string };
    server = await startProcess(
      { DATABASE_URL: url, [`${envPrefix}LOG_LEVEL`]: 'info' },
      new URL(`../support/processes/${kind}.ts`, import.meta.url),
    );
    const { answer, finish } = openRequest(server.url, agent);
    await delay(200);
    server.child.kill('SIGUSR2');
    await expect.poll(() => refused(server.url)).toBe(true);
    finish();
    expect((await answer).status).toBe(401);
    const { code, output } = await server.ended;
    expect(code).toBe(1);
    expect(output.match(/nothing caught/gu)).toHaveLength(1);
    expect(output).toContain('broken on purpose');
  });
});

function refused(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.once('connect', () => resolve(false));
    socket.once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}
