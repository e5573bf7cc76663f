import { execFile as start } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../guichet.config.ts';
import { ListenError, StoreError, createApp, provisionDemo, startServer, type Config } from '../src/index.ts';
import { testConfig } from './support/app.ts';
import { runCli, runHere } from './support/cli.ts';
import { createDatabase, type TestDatabase } from './support/databases.ts';
import { startProcess } from './support/process.ts';
import { embeddedDirectory } from './support/seeded.ts';

const { envPrefix } = identity;
const execFile = promisify(start);
const none = { [`${envPrefix}SEED`]: 'none' };

let directory: string;
let config: Omit<Config, 'database'>;
let database: TestDatabase | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'server-'));
  config = { ...testConfig, dataDirectory: directory, peppers: undefined, seed: false };
});
afterEach(async () => {
  await database?.drop();
  database = undefined;
  await rm(directory, { recursive: true, force: true });
});

/** An embedded database where a server and the command line look for it. */
const embedded = () => embeddedDirectory(join(directory, 'pg18'), 'empty');
/** One that is there when it is opened again. */
async function lasting() {
  database = await createDatabase();
  return database.location.kind === 'memory' ? embedded() : database.location;
}

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

/** The command in this process, and in one of its own, without demonstration data. */
const here = (args: string[], env: Record<string, string> = {}) => runHere(directory, args, { ...none, ...env });
const alone = (args: string[]) => runCli(directory, args, none);

const form = (fields: object) => new URLSearchParams({ grant_type: 'client_credentials', ...fields });

describe('the server', () => {
  it('stopped and started again: credentials, signing keys and tokens live on', async () => {
    const settings = { ...config, database: await embedded() };
    const first = await startServer(settings);
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
    const second = await startServer({ ...settings, port: Number(port) });
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
    const kept = { ...config, database: await lasting() };
    await (await createApp(kept)).close();
    await writeFile(join(directory, 'pepper'), `1:${Buffer.alloc(32, 1).toString('base64')}`);
    await expect(createApp(kept)).rejects.toThrow(StoreError);
    await writeFile(join(directory, 'pepper'), 'rubbish');
    await expect(createApp(kept)).rejects.toThrow('pepper');
  });

  it('on a port in use: says so, and leaves the database free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const settings = { ...config, database: await embedded() };
    try {
      const refusal = await startServer({ ...settings, port }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ListenError);
      expect((refusal as Error).message).toContain(`Port ${port}`);
    } finally {
      other.close();
    }
    await (await startServer(settings)).close();
  });

  it('the advertised addresses are those it answers on, also on a port of its own choice', async () => {
    const server = await startServer({ ...config, database: await lasting() });
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
    const server = await startServer({ ...config, database: await embedded() });
    await insertLea(server);
    const asked = await alone(['token', '--user', 'lea']);
    expect(asked).toMatchObject({ code: 0, errors: '' });
    const me = await fetch(`${server.url}/api/v1/utilisateur`, {
      headers: { authorization: `Bearer ${asked.output.trim()}` },
    });
    expect(me.status).toBe(200);
    expect(await here(['token', '--user', 'nobody'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Known: lea'),
    });
    await server.close();
    expect((await here(['token', '--user', 'lea'])).output).toMatch(/^ey/);
  });

  it("token: refuses in production, where a person's token is not printed", async () => {
    const { code, output, errors } = await here(['token', '--user', 'lea'], {
      NODE_ENV: 'production',
      [`${envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 1).toString('base64')}`,
      [`${envPrefix}ISSUER`]: 'https://api.example',
    });
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain('in development only');
  });

  it('O1 serve with all logs on: no secret and no token in them, wherever a client puts it', async () => {
    const kept = await lasting();
    const env = {
      [`${envPrefix}DATA_DIR`]: directory,
      [`${envPrefix}SEED`]: 'demonstration',
      ...(kept.kind === 'postgres' ? { DATABASE_URL: kept.url } : {}),
    };
    await database?.seeded?.();
    const { url, child, ended } = await startProcess({ ...env, [`${envPrefix}LOG_LEVEL`]: 'trace' });
    // Beside a server on PostgreSQL the command does not know where that one listens.
    const issuer = { [`${envPrefix}ISSUER`]: url };
    const token = (await here(['token', '--user', 'lea'], { ...env, ...issuer })).output.trim();
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
    await embedded();
    const { url, child, ended } = await startProcess({ [`${envPrefix}DATA_DIR`]: directory });
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await here(['migrate'])).toMatchObject({ code: 1, errors: expect.stringContaining('in use') });
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
    expect(await here(['migrate'])).toMatchObject({ code: 0, errors: expect.stringContaining('up to date') });
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
    const run = await here(args);
    expect(run.code).toBe(code);
    expect(run.output + run.errors).toContain(text);
  });

  it('wrong settings: one line for each, exit 1', async () => {
    const run = await here([], { PORT: 'x', [`${envPrefix}TOKEN_TTL`]: '1' });
    expect(run.code).toBe(1);
    expect(run.errors.trim().split('\n')).toHaveLength(2);
  });

  it('a process of its own ends with the exit code, and says what is wrong on its error output', async () => {
    expect(await alone(['dance'])).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining('no command'),
    });
  });

  it('help and typing errors load nothing that the server depends on', async () => {
    const main = new URL('../src/commands/main.ts', import.meta.url).href;
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({
        resolve(specifier, context, next) {
          if (!/^(node:|file:|[./])/.test(specifier)) loaded.push(specifier);
          return next(specifier, context);
        },
      });
      const { main } = await import('${main}');
      const codes = [await main(['--help']), await main(['dance']), await main(['token'])];
      console.info('loaded', JSON.stringify([codes, loaded]));`;
    const args = ['--conditions=@guichet/source', '--input-type=module', '--eval', script];
    const { stdout } = await execFile(process.execPath, args);
    expect(stdout.split('\n').at(-2)).toBe('loaded [[0,2,2],[]]');
  });
});
