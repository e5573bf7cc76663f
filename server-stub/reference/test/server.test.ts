import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identity } from '../../../guichet.config.ts';
import { ListenError, StoreError, createApp, provisionDemo, startServer, type Config } from '../src/index.ts';
import { testConfig } from './support/app.ts';

// Each start opens an embedded database, which takes a second or two, on a busy machine ten times that.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

let directory: string;
let config: Config;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'server-'));
  const database = { kind: 'directory', path: join(directory, 'pg18') } as const;
  config = { ...testConfig, database, dataDirectory: directory, peppers: undefined, seed: false };
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function insertLea(server: Awaited<ReturnType<typeof createApp>>) {
  await server.db
    .insertInto('utilisateur')
    .values({
      id: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
      login: 'lea',
      prenom: 'Léa',
      nom: 'Fontaine',
      email: 'l@x.example',
      status: 'active',
    })
    .execute();
}

interface Run {
  code: number | null;
  output: string;
  errors: string;
}

function runCli(
  args: string[],
  env: Record<string, string> = {},
): { child: ReturnType<typeof spawn>; ended: Promise<Run>; output: () => string } {
  const child = spawn(process.execPath, ['--conditions=@guichet/source', cli, ...args], {
    env: {
      PATH: process.env['PATH'],
      [`${identity.envPrefix}DATA_DIR`]: directory,
      [`${identity.envPrefix}SEED`]: 'none',
      [`${identity.envPrefix}LOG_LEVEL`]: 'silent',
      ...env,
    },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  return {
    child,
    output: () => errors,
    ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output, errors })),
  };
}

const form = (fields: object) => new URLSearchParams({ grant_type: 'client_credentials', ...fields });

async function untilAnswers(child: ReturnType<typeof spawn>, output: () => string): Promise<string> {
  while (!output().includes('answers at')) {
    // oxlint-disable-next-line no-await-in-loop
    await once(child.stderr ?? child, 'data');
  }
  return /http:\S+\d/.exec(output())?.[0] ?? '';
}

describe('the server', () => {
  it('stopped and started again: credentials, signing keys and tokens live on', async () => {
    const first = await startServer(config);
    await insertLea(first);
    const { accessToken } = await provisionDemo(first);
    const created = await fetch(`${first.url}/api/v1/credentials`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x', permission_set: 'custom', scopes: ['utilisateur.read'] }),
    });
    const { client_id, client_secret } = (await created.json()) as { client_id: string; client_secret: string };
    await first.close();

    const { port } = new URL(first.url);
    const second = await startServer({ ...config, port: Number(port) });
    try {
      const me = await fetch(`${second.url}/api/v1/utilisateur`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      expect(me.status).toBe(200);
      const token = await fetch(`${second.url}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      expect(token.status).toBe(200);
      expect((await stat(join(directory, 'pepper'))).mode & 0o777).toBe(0o600);
      expect((await stat(join(directory, 'control.sock'))).mode & 0o777).toBe(0o600);
      // PGlite's own files are open to everybody on the machine; their directory is not.
      expect((await stat(join(directory, 'pg18'))).mode & 0o777).toBe(0o700);
    } finally {
      await second.close();
    }
  });

  it('with another pepper: refuses to start, and says which one it needs', async () => {
    await (await createApp(config)).close();
    await writeFile(join(directory, 'pepper'), `1:${Buffer.alloc(32, 1).toString('base64')}`);
    await expect(createApp(config)).rejects.toThrow(StoreError);
    await writeFile(join(directory, 'pepper'), 'rubbish');
    await expect(createApp(config)).rejects.toThrow('pepper');
  });

  it('on a port in use: says so, and leaves the database free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      await expect(startServer({ ...config, port })).rejects.toThrow(ListenError);
      await expect(startServer({ ...config, port })).rejects.toThrow(`Port ${port}`);
    } finally {
      other.close();
    }
    await (await startServer(config)).close();
  });

  it('the advertised addresses are those it answers on, also on a port of its own choice', async () => {
    const server = await startServer({ ...config, database: { kind: 'memory' } });
    try {
      const metadata = (await (await fetch(`${server.url}/.well-known/oauth-authorization-server`)).json()) as Record<
        string,
        string
      >;
      expect(metadata['issuer']).toBe(server.url);
      expect(metadata['token_endpoint']).toBe(`${server.url}/oauth/token`);
    } finally {
      await server.close();
    }
  });
});

describe('the command', () => {
  it('token: asks the running server for it, and does without one', async () => {
    const server = await startServer(config);
    await insertLea(server);
    const asked = await runCli(['token', '--user', 'lea']).ended;
    expect(asked).toMatchObject({ code: 0, errors: '' });
    const me = await fetch(`${server.url}/api/v1/utilisateur`, {
      headers: { authorization: `Bearer ${asked.output.trim()}` },
    });
    expect(me.status).toBe(200);
    expect(await runCli(['token', '--user', 'nobody']).ended).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Known: lea'),
    });
    await server.close();
    expect((await runCli(['token', '--user', 'lea']).ended).output).toMatch(/^ey/);
  });

  it("token: refuses in production, where a person's token is not printed", async () => {
    const { code, output, errors } = await runCli(['token', '--user', 'lea'], {
      NODE_ENV: 'production',
      [`${identity.envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 1).toString('base64')}`,
      [`${identity.envPrefix}ISSUER`]: 'https://api.example',
    }).ended;
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain('in development only');
  });

  it('O1 serve with all logs on: no secret and no token in them, wherever a client puts it', async () => {
    const { child, ended, output } = runCli(['--port', '0'], {
      [`${identity.envPrefix}LOG_LEVEL`]: 'trace',
      [`${identity.envPrefix}SEED`]: 'demonstration',
    });
    const url = await untilAnswers(child, output);
    const token = (await runCli(['token', '--user', 'lea']).ended).output.trim();
    const json = { 'content-type': 'application/json' };
    const bearer = { authorization: `Bearer ${token}` };
    const created = await fetch(`${url}/api/v1/credentials`, {
      method: 'POST',
      headers: { ...json, ...bearer },
      body: JSON.stringify({ name: 'x', permission_set: 'read_only' }),
    });
    const { client_id, client_secret } = (await created.json()) as { client_id: string; client_secret: string };
    const basic = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${client_id}:${secret}`).toString('base64')}`,
    });
    const calls: [string, RequestInit][] = [
      ['/oauth/token', { method: 'POST', body: form({ client_id, client_secret }) }],
      ['/oauth/token', { method: 'POST', headers: basic(client_secret), body: form({}) }],
      ['/oauth/token', { method: 'POST', headers: basic(client_secret), body: form({ client_id, client_secret }) }],
      ['/oauth/token', { method: 'POST', headers: json, body: JSON.stringify({ client_id, client_secret }) }],
      ['/oauth/revoke', { method: 'POST', headers: basic(client_secret), body: new URLSearchParams({ token }) }],
      [`/oauth/token?client_secret=${client_secret}`, { method: 'POST' }],
      [`/api/v1/collectivites?access_token=${token}`, {}],
      ['/api/v1/collectivites', { headers: { 'x-api-key': client_secret } }],
      ['/api/v1/collectivites', { headers: { ...bearer, 'x-user-token': token } }],
      [
        '/api/v1/credentials',
        { method: 'POST', headers: { ...json, ...bearer }, body: JSON.stringify({ name: client_secret }) },
      ],
      [`/api/v1/collectivites/${client_secret}`, { headers: bearer }],
      [`/${token}`, {}],
      ['/health', { headers: { 'user-agent': client_secret, 'x-request-id': client_secret, referer: token } }],
      ['/oauth/token', { method: 'POST', headers: basic(`${client_secret}x`), body: form({ scope: token }) }],
    ];
    const answers = await Promise.all(calls.map(async ([path, init]) => (await fetch(url + path, init)).text()));
    child.kill('SIGTERM');
    const { output: logs, errors } = await ended;
    expect(logs).toContain('"operation":"credentials.create","usage":["public","app"]');
    expect(logs.match(/"msg":"request completed"/gu)?.length).toBeGreaterThan(calls.length);
    const issued = JSON.parse(answers[0] ?? '{}') as { access_token: string };
    for (const canary of [client_secret, client_secret.slice(-49), token, issued.access_token]) {
      expect((logs + errors).includes(canary)).toBe(false);
      expect(answers.slice(2).join('\n').includes(canary)).toBe(false);
    }
  });

  it('serve: answers, and ends cleanly on SIGTERM', async () => {
    const { child, ended, output } = runCli(['--port', '0']);
    const url = await untilAnswers(child, output);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await runCli(['migrate']).ended).toMatchObject({ code: 1, errors: expect.stringContaining('in use') });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
    expect(await runCli(['migrate']).ended).toMatchObject({ code: 0, errors: expect.stringContaining('up to date') });
  });

  it.each([
    [['--help'], 0, 'credentials rotate'],
    [['token', '--help'], 0, 'token --user'],
    [['credentials', '--help'], 0, '--grace 24h'],
    [['dance'], 2, 'no command "dance"'],
    [['token'], 2, '--user NAME'],
    [['--port', 'x'], 2, '--port'],
    [['--colour'], 2, '--colour'],
  ])('%j: exit %i, %s', async (args, code, text) => {
    const run = await runCli(args).ended;
    expect(run.code).toBe(code);
    expect(run.output + run.errors).toContain(text);
  });

  it('wrong settings: one line for each, exit 1', async () => {
    const run = await runCli([], { PORT: 'x', [`${identity.envPrefix}TOKEN_TTL`]: '1' }).ended;
    expect(run.code).toBe(1);
    expect(run.errors.trim().split('\n')).toHaveLength(2);
  });
});
