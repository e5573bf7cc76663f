import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { scenarios } from '../src/index.ts';
import { books } from './fixture.ts';

// The built command: it starts in half the time of its sources.
const cli = new URL('../dist/cli.js', import.meta.url).pathname;
let folder: string;
let contract: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mock-cli-'));
  contract = join(folder, 'books.json');
  await writeFile(contract, JSON.stringify(books));
});
afterAll(() => rm(folder, { recursive: true }));

const start = (...args: string[]) => startIn({}, ...args);

function startIn(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [cli, ...args], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  return { child, output, exit: once(child, 'close').then(([code]) => code as number | null) };
}

async function run(...args: string[]) {
  const { output, exit } = start(...args);
  return { code: await exit, ...output };
}

describe('the mock command', () => {
  it('--help shows every option', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    for (const option of ['--port', '--host', '--url', '--verbose', '--wait', '--timeout', 'Prefer:'])
      expect(stdout).toContain(option);
    for (const path of ['/sessions', '/overrides', '/clock', '/journal', '/assertions', '/reset'])
      expect(stdout).toContain(path);
    for (const name of Object.keys(scenarios)) expect(stdout).toContain(`\n  ${name} `);
  });

  it('serves a contract: prints what a client needs, is ready, and ends on SIGTERM', async () => {
    const { child, output, exit } = start(contract, '--port', '0');
    await vi.waitFor(() => expect(output.stdout).toContain('curl -H'), { timeout: 40_000 });
    const [, clientId = '', clientSecret = '', url = ''] =
      /client_id +(\S+)\s+client_secret +(\S+)\s+token URL +(\S+)/.exec(output.stdout) ?? [];
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    });
    expect(answer.status).toBe(200);
    for (const [name, { description }] of Object.entries(scenarios))
      expect(output.stdout).toMatch(new RegExp(`\\n  ${clientId}-${name} +${description}`));
    expect(output.stderr).toContain('Note: 5 operations have no operationId');
    expect((await run('--wait', '--port', new URL(url).port)).code).toBe(0);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('takes its port by option, else by the variable of its own, else by PORT', async () => {
    const waited = async (env: NodeJS.ProcessEnv, ...args: string[]) => {
      const { output, exit } = startIn(env, '--wait', '--timeout', '0.01', ...args);
      await exit;
      return output.stderr;
    };
    const all = { GUICHET_MOCK_PORT: '1002', PORT: '1003' };
    expect(await waited(all, '--port', '1001')).toContain('http://127.0.0.1:1001 ');
    expect(await waited(all)).toContain('http://127.0.0.1:1002 ');
    expect(await waited({ ...all, GUICHET_MOCK_PORT: '' })).toContain('http://127.0.0.1:1003 ');
    expect(await waited({ ...all, GUICHET_MOCK_PORT: '80a' })).toContain('GUICHET_MOCK_PORT 80a is not a port');
  });

  it('counts one operation as one, and says once where a file is no YAML', async () => {
    const single = join(folder, 'single.json');
    const paths = { '/pets': { get: { security: [], responses: { 200: { description: 'OK' } } } } };
    await writeFile(single, JSON.stringify({ openapi: '3.1.0', info: { title: 'One', version: '1' }, paths }));
    const { child, output, exit } = start(single, '--port', '0');
    await vi.waitFor(() => expect(output.stdout).toContain('token URL'), { timeout: 15_000 });
    child.kill('SIGTERM');
    await exit;
    expect(output.stdout).toMatch(/^Mock of 1 operation at /);
    expect(output.stderr).toContain('1 operation has no operationId. Its name was made of method and path.');
    expect(output.stderr).toContain('1 operation has no x-usage. It counts as public.');

    const torn = join(folder, 'torn.yaml');
    await writeFile(torn, 'openapi: 3.1.0\npaths: [\nx: y');
    const { code, stderr } = await run(torn);
    expect(code).toBe(1);
    expect(stderr.split('torn.yaml')).toHaveLength(2);
    expect(stderr).toMatch(/torn\.yaml cannot be read as a contract: \S.* at line \d+, column \d+\.\n$/);
  });

  it('--wait gives up when its time is over, also where somebody listens who never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const started = performance.now();
    const { code, stderr } = await run('--wait', '--port', String(port), '--timeout', '0.5');
    const took = performance.now() - started;
    silent.close();
    expect([code, stderr]).toEqual([
      1,
      `Nothing was ready at http://127.0.0.1:${port} within 0.5 s. Start it, or correct --host and --port.\n`,
    ]);
    expect(took).toBeGreaterThan(500);
    // Not the 30 seconds of the default, however long the process takes to start on a busy machine.
    expect(took).toBeLessThan(30_000);
  });

  it('on a port that is taken says so and how to go on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, stderr } = await run(contract, '--port', String(port));
    server.close();
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} is in use. Pass another one with --port, or stop what listens there.\n`,
    ]);
  });

  it.each([
    [['nowhere.yaml'], /There is no file nowhere\.yaml/],
    [['--port', 'x'], /--port x is not a port/],
    [['--url', 'mock:4010'], /mock:4010 is not an origin\. Pass one without a path, such as http:\/\/mock:4010\./],
    [['--wait', '--timeout', 'soon'], /--timeout soon is not a number of seconds/],
    [['a', 'b'], /One contract at a time/],
    [['--colour'], /--colour.*\n.*--help/s],
  ])('with %j fails in one clear sentence', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
