import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../../guichet.config.ts';
import { freePort } from '../../src/listening.ts';
import { openApp } from '../support/app.ts';
import { createPostgres, databases, postgresMissing } from '../support/databases.ts';
import { openIssuer, type Issuer } from '../support/issuer.ts';
import { bare } from '../support/process.ts';
import { openRegistry, wish } from '../support/registry.ts';

const cli = fileURLToPath(new URL('../../src/registry-cli.ts', import.meta.url));
const prefix = `${identity.envPrefix}REGISTRY_`;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

let issuer: Issuer;
beforeEach(async () => {
  issuer = await openIssuer();
  undo.push(() => issuer.close());
});

function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['--conditions=@guichet/source', cli, ...args], {
    env: { ...bare, ...env },
  });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said.text += chunk));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  undo.push(() => {
    if (child.exitCode === null) child.kill('SIGKILL');
    return ended;
  });
  return { child, said, ended };
}

/** The real command, ready. */
async function start(env: Record<string, string>) {
  const port = await freePort('127.0.0.1');
  const process = run(['--port', String(port)], { [`${prefix}ISSUER`]: issuer.url, ...env });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 120_000, interval: 100 }).toBe(true);
  return { ...process, url };
}

const send = (url: string, token: string, method: string, body?: object) =>
  fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

const gone = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

for (const { name, missing, create } of databases) {
  describe.skipIf(missing !== undefined)(`the process, on ${name}`, () => {
    it('killed with SIGKILL it keeps everything; O1 its log has no key and no token; it ends a wait on SIGTERM', async () => {
      const { location, drop } = await create();
      undo.push(drop);
      const directory = await mkdtemp(join(tmpdir(), 'registry-'));
      undo.push(() => rm(directory, { recursive: true, force: true }));
      const env = {
        [`${prefix}DATA_DIR`]: directory,
        [`${prefix}LOG_LEVEL`]: 'trace',
        ...(location.kind === 'postgres' ? { DATABASE_URL: location.url } : {}),
      };
      const administrator = await issuer.token(['clients.manage']);
      const core = await issuer.token(['api-keys.validate']);

      const first = await start(env);
      const client = (await (await send(`${first.url}/clients`, administrator, 'POST', wish)).json()) as {
        client_id: string;
      };
      const issued = await send(`${first.url}/clients/${client.client_id}/api-key`, administrator, 'POST');
      const { api_key } = (await issued.json()) as { api_key: string };
      first.child.kill('SIGKILL');
      await first.ended;
      expect(gone(first.child)).toBe(true);

      const second = await start(env);
      const valid = await send(`${second.url}/api-keys/validate`, core, 'POST', { api_key });
      expect(await valid.json()).toMatchObject({ active: true, client_id: client.client_id });
      const changes = (await (await send(`${second.url}/api-keys/changes`, core, 'GET')).json()) as {
        last_sequence: number;
      };
      // What must not be repeated, wherever it is sent.
      await fetch(`${second.url}/api-keys/validate?api_key=${api_key}`, { headers: { 'x-api-key': api_key } });
      await fetch(`${second.url}/clients/${api_key}?access_token=${administrator}`);

      const waiting = send(`${second.url}/api-keys/changes?after=${changes.last_sequence}&wait=25`, core, 'GET');
      await new Promise((resolve) => setTimeout(resolve, 500));
      second.child.kill('SIGTERM');
      expect(await (await waiting).json()).toEqual({
        changes: [],
        last_sequence: changes.last_sequence,
        has_more: false,
      });
      expect(await second.ended).toBe(0);
      for (const { text } of [first.said, second.said]) {
        for (const secret of [api_key.slice(-20), administrator.slice(-20), core.slice(-20)]) {
          expect(text).not.toContain(secret);
        }
      }
      // Silence would prove nothing.
      expect(second.said.text).toContain('apiKeys.changes.list');
    });
  });
}

describe('the command', () => {
  it('says what settings there are, and which are wrong', async () => {
    const help = run(['--help'], {});
    expect(await help.ended).toBe(0);
    expect(help.said.text).toContain(`${prefix}JWKS_URI`);
    const wrong = run([], { PORT: 'x', [`${prefix}SCOPES`]: '"' });
    expect(await wrong.ended).toBe(1);
    expect(wrong.said.text).toMatch(/^PORT is not valid[^]*SCOPES is not valid/u);
    expect(wrong.said.text).not.toContain('    at ');
    const typo = run(['--prot', '1'], {});
    expect(await typo.ended).toBe(2);
  });
});

describe.skipIf(postgresMissing !== undefined)('one PostgreSQL database for core and registry', () => {
  it('each keeps to its own tables, whichever comes first', async () => {
    const { location, drop } = await createPostgres('empty');
    undo.push(drop);
    const database = { location, drop: async () => {} };
    const registry = await openRegistry(database, issuer.url);
    undo.push(() => registry.close());
    const token = await issuer.token(['clients.manage']);
    expect((await registry.call('clients.create', '/clients', { token, body: wish })).status).toBe(201);
    const core = await openApp(database, { seed: false });
    undo.push(() => core.close());
    const { rows } = await sql<{ place: string }>`
      select table_schema || '.' || table_name as place from information_schema.tables
      where table_schema in ('public', 'registry') and table_name in ('client', 'api_key', 'change', 'idempotency_record', 'kysely_migration', 'registry_migration')
    `.execute(core.db);
    expect(rows.map(({ place }) => place).toSorted()).toEqual([
      'public.change',
      'public.idempotency_record',
      'public.kysely_migration',
      'registry.api_key',
      'registry.change',
      'registry.client',
      'registry.idempotency_record',
      'registry.registry_migration',
    ]);
    const again = await openRegistry(database, issuer.url);
    undo.push(() => again.close());
    expect((await again.app.inject('/readyz')).statusCode).toBe(200);
  });

  it('a database of a newer registry is refused', async () => {
    const { location, drop } = await createPostgres();
    undo.push(drop);
    const database = { location, drop: async () => {} };
    const registry = await openRegistry(database, issuer.url);
    await sql`insert into registry.registry_migration (name, timestamp) values ('999-tomorrow', '')`.execute(
      registry.db,
    );
    await registry.close();
    await expect(openRegistry(database, issuer.url)).rejects.toThrow('newer version');
  });
});
