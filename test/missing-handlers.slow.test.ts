// The built command, started on an embedded database each time: half a minute of a core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { identity } from '../guichet.config.ts';
import { root } from '../scripts/lib/stamp.ts';

// The first start makes an embedded database, which takes a second or two, on a busy machine ten times that.
vi.setConfig({ testTimeout: 180_000 });

const { envPrefix } = identity;
const directory = mkdtempSync(join(tmpdir(), 'missing-handlers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The contract that the command was built with, and two operations more. */
const contract = join(directory, 'contract.json');
const example = { data: [{ nom: 'An answer of the contract' }] };
const document = JSON.parse(readFileSync(join(root, 'server-stub/reference/dist/contract.json'), 'utf8')) as {
  paths: Record<string, { get?: { security?: unknown } }>;
};
const operation = (operationId: string, security: unknown) => ({
  operationId,
  security,
  responses: { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' }, example } } } },
});
document.paths['/licornes'] = {
  get: operation('licornes.list', document.paths['/collectivites']!.get!.security),
};
document.paths['/nouvelles'] = { get: operation('nouvelles.list', []) };
// Beside what the authorization server answers there.
document.paths['/oauth/token']!.get = operation('oauth.token.describe', []);
writeFileSync(contract, JSON.stringify(document));

/** As where the mock is not installed. */
const withoutMock = `--import=data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    if (name === '@guichet/mock') throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(name, context);
  } });
`)}`;

const production = { NODE_ENV: 'production', [`${envPrefix}ISSUER`]: 'http://localhost:8080' };

const children = new Set<ReturnType<typeof spawn>>();
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  }
  children.clear();
});

interface Start {
  args?: readonly string[];
  env?: Record<string, string>;
  /** Whether the mock is installed. */
  mock?: boolean;
}

/** Runs the built command, all on one database, which is made once. @returns when it answers, or has ended */
async function start({ args = [], env = {}, mock = false }: Start) {
  const cli = join(root, 'server-stub/reference/dist/cli.js');
  const child = spawn(process.execPath, [...(mock ? [] : [withoutMock]), cli, ...args, '--port', '0'], {
    env: {
      PATH: process.env['PATH'],
      [`${envPrefix}CONTRACT`]: contract,
      [`${envPrefix}DATA_DIR`]: join(directory, 'data'),
      [`${envPrefix}SEED`]: 'none',
      [`${envPrefix}LOG_LEVEL`]: 'silent',
      [`${envPrefix}PEPPER`]: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      ...env,
    },
  });
  children.add(child);
  let errors = '';
  const url = await new Promise<string | undefined>((resolve) => {
    child.stderr.on('data', (chunk) => {
      errors += chunk;
      const [, found] = /answers at (http\S+\d)[^]*handler/u.exec(errors) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => resolve(undefined));
  });
  return { url, errors, code: child.exitCode };
}

describe('the built server, of a contract that has operations more than there are handlers', () => {
  it("in development answers them from the contract's examples, marked, behind the same access control", async () => {
    const { url, errors } = await start({ mock: true });
    const answer = await fetch(`${url}/api/v1/nouvelles`);
    expect([answer.status, await answer.json()]).toEqual([200, example]);
    expect(answer.headers.get('x-answered-by')).toBe('contract-example');
    expect((await fetch(`${url}/api/v1/licornes`)).status).toBe(401);
    // What has a handler is not marked.
    const handled = await fetch(`${url}/health`);
    expect([handled.status, handled.headers.get('x-answered-by')]).toEqual([200, null]);
    expect(errors).toMatch(
      /answered by the contract's examples, .*: oauth\.token\.describe, licornes\.list, nouvelles\.list\./u,
    );
  });

  it('in production refuses to start, and names them', async () => {
    const { url, code, errors } = await start({ env: production });
    expect([url, code]).toEqual([undefined, 1]);
    expect(errors).toContain(
      '3 operations of the contract have no handler: oauth.token.describe, licornes.list, nouvelles.list.',
    );
    expect(errors).toContain('--allow-missing');
    expect(errors).not.toContain('    at ');
  });

  it('in production with --allow-missing starts, needs no mock, and answers 501 as a problem', async () => {
    const { url, errors } = await start({ args: ['--allow-missing'], env: production });
    expect(errors).toContain(
      'Without a handler, answered by 501: oauth.token.describe, licornes.list, nouvelles.list.',
    );
    const answer = await fetch(`${url}/api/v1/nouvelles`);
    expect(answer.status).toBe(501);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('x-answered-by')).toBeNull();
    expect(await answer.json()).toMatchObject({ status: 501, detail: expect.stringContaining('nouvelles.list') });
    // Who may not call it is told so first.
    expect((await fetch(`${url}/api/v1/licornes`)).status).toBe(401);
  });

  it('in development where the mock is not installed says what to install, or to allow', async () => {
    const { code, errors } = await start({});
    expect(code).toBe(1);
    expect(errors).toContain('licornes.list, nouvelles.list');
    expect(errors).toContain('npm install --save-dev @guichet/mock');
    expect(errors).toContain('--allow-missing');
    expect(errors).not.toContain('    at ');
  });
});
