// Each start fills embedded databases, and opens four servers: half a minute of a core.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, toolEnvironment } from '../scripts/lib/run.ts';
import { root } from '../scripts/lib/stamp.ts';
import { copyTree } from './support/tree.ts';

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as { port: number }).port };
}

async function freePort(): Promise<number> {
  const { server, port } = await listen();
  server.close();
  await once(server, 'close');
  return port;
}

describe('npm start', () => {
  const data = mkdtempSync(join(tmpdir(), 'start-'));
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    env = {
      GUICHET_DATA_DIR: data,
      GUICHET_SERVER_PORT: String(await freePort()),
      GUICHET_REGISTRY_PORT: String(await freePort()),
      GUICHET_MOCK_PORT: String(await freePort()),
      GUICHET_DOCS_PORT: String(await freePort()),
    };
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  const start = (args: string[] = [], more: NodeJS.ProcessEnv = {}, cwd = root) =>
    run('node', ['scripts/start.ts', ...args], { env: { ...env, ...more }, cwd });
  const refused = (port: string | undefined) => expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();

  it('--once prints real rows, ends with 0, and leaves nothing running', async () => {
    const { code, output } = await start(['--once']);
    expect(code, output).toBe(0);
    expect(output).toContain('Métropole de Lyon');
    expect(output.match(/'\d{9}'/g)).toHaveLength(5);
    expect(existsSync(join(data, 'start.json'))).toBe(false);
    await refused(env.GUICHET_SERVER_PORT);
  });

  it('says in a sentence which port is in use, and how to choose another one', async () => {
    const { server, port } = await listen();
    const { code, output } = await start([], { GUICHET_MOCK_PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(2);
    expect(output).toContain(`Port ${port}, which the mock needs, is in use`);
    expect(output).toContain('GUICHET_MOCK_PORT=');
    expect(existsSync(join(data, 'start.json'))).toBe(false);
  });

  it('says what to do about a corrupt database, and leaves nothing half-started', async () => {
    const corrupt = mkdtempSync(join(tmpdir(), 'corrupt-'));
    mkdirSync(join(corrupt, 'pg18'));
    writeFileSync(join(corrupt, 'pg18', 'PG_VERSION'), 'not a database');
    const { code, output } = await start(['--once'], { GUICHET_DATA_DIR: corrupt });
    expect(code).toBe(1);
    expect(output).toContain(`The embedded database in ${join(corrupt, 'pg18')} cannot be opened`);
    expect(output).toContain(`delete ${corrupt} and start again`.replace(`${corrupt}`, relative(root, corrupt)));
    expect(output).not.toContain('backup');
    expect(output).not.toContain('    at ');
    await refused(env.GUICHET_SERVER_PORT);
    await refused(env.GUICHET_MOCK_PORT);
    rmSync(corrupt, { recursive: true, force: true });
  });

  it.each([
    ['the pepper is damaged', (folder: string) => writeFileSync(join(folder, 'pepper'), 'not a pepper')],
    ['the pepper is missing', (folder: string) => rmSync(join(folder, 'pepper'))],
  ])('says that this is a demonstration, where %s', async (_, damage) => {
    // What the tests before have left: a database that knows its pepper.
    const damaged = mkdtempSync(join(tmpdir(), 'damaged-'));
    cpSync(data, damaged, { recursive: true });
    damage(damaged);
    const { code, output } = await start(['--once'], { GUICHET_DATA_DIR: damaged });
    expect(code).toBe(1);
    expect(output).toContain(`delete ${relative(root, damaged)} and start again`);
    expect(output).not.toMatch(/backup|GUICHET_PEPPER is missing|    at /);
    rmSync(damaged, { recursive: true, force: true });
  });

  it('says where a file is in the place of its data, and which option is unknown, without a stack', async () => {
    const file = join(data, 'a-file');
    writeFileSync(file, '');
    const there = await start(['--once'], { GUICHET_DATA_DIR: file });
    expect(there.code).toBe(1);
    expect(there.output.trim()).toMatch(/^\S+a-file is not a folder\..*GUICHET_DATA_DIR\.$/);
    const option = await start(['--onec']);
    expect(option.code).toBe(1);
    expect(option.output.trim()).toMatch(/^Unknown option '--onec'. Use .*`npm start -- --once`, .*$/);
    rmSync(file);
  });

  it('stops at a contract that does not lint, naming the file, and starts nothing', async () => {
    const tree = copyTree('lint');
    try {
      appendFileSync(join(tree.path, 'spec/paths/collectivites.yaml'), '  nonsense: true\n');
      const { code, output } = await start(['--once'], {}, tree.path);
      expect(code).toBe(1);
      expect(output).toContain('The contract does not lint');
      expect(output).toContain('spec/paths/collectivites.yaml');
      expect(output).not.toContain('    at ');
      await refused(env.GUICHET_SERVER_PORT);
    } finally {
      tree.remove();
    }
  });

  describe('that stays up', () => {
    let child: ChildProcess;
    let text = '';
    beforeAll(async () => {
      child = spawn('node', ['scripts/start.ts'], { cwd: root, env: { ...toolEnvironment, ...env } });
      for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (text += chunk));
      while (!text.includes('Ctrl-C stops everything')) {
        expect(child.exitCode, text).toBeNull();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    afterAll(() => {
      if (child.exitCode === null) child.kill('SIGKILL');
    });

    it('answers at the four addresses that it names', async () => {
      const metadata = '/.well-known/oauth-authorization-server';
      for (const [part, path] of Object.entries({ server: metadata, mock: metadata, registry: '/readyz', docs: '' })) {
        const url = new RegExp(`${part} +(http\\S+)`).exec(text)?.[1];
        expect(url, part).toBeTruthy();
        const response = await fetch(`${url}${path}`);
        expect(response.status, part).toBe(200);
      }
    });

    it('shows a person what each of them is, and the docs', async () => {
      for (const part of ['server', 'registry', 'mock']) {
        const url = new RegExp(`${part} +(http\\S+)`).exec(text)![1]!;
        const page = await fetch(url, { headers: { accept: 'text/html' } });
        expect([page.status, page.headers.get('content-type')], part).toEqual([200, 'text/html; charset=utf-8']);
        const docs = /<a href="(http[^"]+)">What it can do/.exec(await page.text())![1]!;
        expect((await fetch(docs)).status, part).toBe(200);
      }
    });

    it('names a credential and a next command, ready to paste, that show rows from server and mock', async () => {
      const exported = [...text.matchAll(/^ +(export .*)$/gm)].map(([, line]) => line);
      expect(exported).toHaveLength(3);
      const command = /^ +(npx node .*)$/m.exec(text)![1]!;
      for (const port of [env.GUICHET_SERVER_PORT!, env.GUICHET_MOCK_PORT!]) {
        const lines = [...exported, command].join('\n').replace(env.GUICHET_SERVER_PORT!, port);
        const { code, output } = await run('bash', ['-c', lines]);
        expect(code, output).toBe(0);
        expect(output).toMatch(/│ +0 +│ +\d+ +│ '.+' +│/);
      }
    });

    it('lets a second one say so, and end with 1', async () => {
      const { code, output } = await start();
      expect(code).toBe(1);
      expect(output).toContain(`already running here (process ${child.pid})`);
      expect(child.exitCode).toBeNull();
    });

    it('ends with 0 on Ctrl-C, and gives everything back', async () => {
      child.kill('SIGINT');
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code, text).toBe(0);
      expect(existsSync(join(data, 'start.json'))).toBe(false);
      await refused(env.GUICHET_SERVER_PORT);
      await refused(env.GUICHET_REGISTRY_PORT);
    });
  });
});
