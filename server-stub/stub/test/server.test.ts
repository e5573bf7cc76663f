import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

vi.setConfig({ hookTimeout: 120_000, testTimeout: 120_000 });

const file = fileURLToPath(new URL('../src/server.ts', import.meta.url));

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** Runs the file as its README says. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--conditions=@guichet/source', file], {
    env: { PATH: process.env['PATH'], ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  return { child, said };
}

describe('the stub', () => {
  let server: ReturnType<typeof start>;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    server = start({ PORT: String(port) });
    await Promise.race([once(server.child.stdout, 'data'), once(server.child, 'close')]);
    expect(server.said).toEqual({ out: `3 operations at ${url}; tokens at ${url}/oauth/token\n`, err: '' });
  });
  afterAll(() => server?.child.kill());

  async function tokenOf(client: string, secret = `secret-of-the-${client}`) {
    const answer = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return { status: answer.status, body: (await answer.json()) as { access_token: string; scope?: string } };
  }

  async function call(client: string, path: string, book?: object) {
    const { access_token: token } = (await tokenOf(client)).body;
    const headers = { authorization: `Bearer ${token}`, ...(book ? { 'content-type': 'application/json' } : {}) };
    const answer = await fetch(
      url + path,
      book ? { method: 'POST', headers, body: JSON.stringify(book) } : { headers },
    );
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as object };
  }

  const ada = { id: 1, title: 'Notes on the Analytical Engine', author: 'Ada Lovelace' };
  const book = { title: 'Computing Machinery', author: 'Alan Turing' };

  it('gives a client a token with its scopes, and nobody who has not its secret', async () => {
    expect(await tokenOf('reader')).toMatchObject({ status: 200, body: { scope: 'books.read' } });
    expect(await tokenOf('reader', 'guessed')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await tokenOf('nobody')).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('answers by its handlers: what one POSTs, one GETs', async () => {
    expect(await call('reader', '/books')).toMatchObject({ status: 200, body: { books: [ada] } });
    expect(await call('librarian', '/books', book)).toMatchObject({ status: 201, body: { id: 2, ...book } });
    const list = await call('reader', '/books');
    expect(list.body).toEqual({ books: [ada, { id: 2, ...book }] });
    expect(list.headers.get('x-answered-by')).toBeNull();
  });

  it('refuses without a token, without the scope, and what is not valid by the contract', async () => {
    const anonymous = await fetch(`${url}/books`);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('content-type')).toContain('application/problem+json');
    const forbidden = await call('reader', '/books', book);
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers.get('www-authenticate')).toContain('scope="books.write"');
    expect(await call('librarian', '/books', { title: 'Without an author' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/author' }] },
    });
  });

  it("answers what has no handler yet from the contract's examples, and says so", async () => {
    const answer = await call('reader', '/books/1');
    expect([answer.status, answer.body, answer.headers.get('x-answered-by')]).toEqual([200, ada, 'contract-example']);
  });
});

it('in production it does not start without a handler for each operation, and names those that lack', async () => {
  const { child, said } = start({ PORT: String(await freePort()), NODE_ENV: 'production' });
  const [code] = await once(child, 'close');
  expect([code, said.out]).toEqual([1, '']);
  expect(said.err).toBe('1 operation of the contract has no handler: books.get. Write a handler for each.\n');
});

it('says what is wrong with its port in one line', async () => {
  const taken = createServer().listen(0);
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  for (const [PORT, message] of [
    ['abc', 'PORT is not a port: give a number from 1 to 65535.\n'],
    ['99999', 'PORT is not a port: give a number from 1 to 65535.\n'],
    [String(port), expect.stringMatching(/^listen EADDRINUSE.*\n$/)],
  ] as const) {
    const { child, said } = start({ PORT });
    const [code] = await once(child, 'close');
    expect([code, said.err]).toEqual([1, message]);
  }
  taken.close();
});

it('is a folder to copy: nothing in it reaches outside', async () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  expect(scripts.start).toBe('node src/server.ts');
  expect(readFileSync(file, 'utf8')).not.toMatch(/from '\.\.\//);
  const server = readFileSync(file, 'utf8').match(/new URL\('(.*?)'/g);
  expect(server).toEqual(["new URL('../openapi.yaml'"]);
});

it('one sees it whole: it has at most 50 lines', () => {
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(50);
});
